import type { Locale, Strings } from '../i18n'
import type { State } from '../model'
import type { Session } from '../session'

/** What every view is given: what is so, what can be done, and the words for it. */
export interface UI {
  state: State
  session: Session
  t: Strings
  locale: Locale
  close(): void
  /** May move the focus here: not when a page reopened the panel by itself. */
  focus: boolean
}
