import { asApiError } from '@/api/problem'
import { t, wordsFor } from './i18n'

/** What went wrong, in the person's words; the server's own when we have none. */
export function problemText(error: unknown): string {
  const e = asApiError(error)
  const params = { ...e.params, seconds: e.retryAfter ?? 10 }
  if (e.code === 'already_taken' && !e.params.agent) return t('problem.already_taken_unknown')
  if (e.code === 'moved_on' && !e.params.agent) return t('problem.moved_on_queue', params)
  return wordsFor('problem', e.code, params) ?? e.message
}
