import { keep, kept, unkeep } from '@/shared/kept'

/** What was being typed, per person and conversation; it outlives loss, reload and sign-in. */
const name = (user: string, conversation: string) => `draft.${user}.${conversation}`

export const readDraft = (user: string, conversation: string): string =>
  kept<string>(name(user, conversation)) ?? ''

export function writeDraft(user: string, conversation: string, text: string) {
  if (text === '') unkeep(name(user, conversation))
  else keep(name(user, conversation), text)
}
