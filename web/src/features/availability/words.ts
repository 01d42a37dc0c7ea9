import type { Status } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { choiceWord } from './model'

/** "Em pausa após meus atendimentos", "Invisível às 18:00"; null when nothing is planned. */
export function useNextWords(next: Status['next']): string | null {
  const t = useT()
  const f = useFormats()
  const { vocabulary } = useMe()
  if (!next) return null
  const status = t(choiceWord(next.status, vocabulary))
  if (next.after_work) return t('status.next.after', { status })
  return next.at ? t('status.next.at', { status, time: f.time(next.at) }) : null
}

/** The words for the three choices, as the rules of "why do I receive nothing?" name them. */
export function useChoiceWords(): Record<Status['status'], string> {
  const t = useT()
  const { vocabulary } = useMe()
  return {
    online: t(choiceWord('online', vocabulary)),
    paused: t(choiceWord('paused', vocabulary)),
    invisible: t(choiceWord('invisible', vocabulary)),
  }
}
