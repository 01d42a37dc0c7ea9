/**
 * The look of a channel that is being set up: sample messages, its own words
 * and colour. Nothing is loaded or sent; what to show comes from the settings
 * page around the frame.
 */
import type { Strings } from './i18n'
import type { Action } from './model'
import type { Channel, Message } from './wire'

export const blank: Channel = {
  id: 'preview',
  title: '',
  greeting: '',
  away: '',
  color: '',
  locale: 'en',
  fields: [],
  limits: { file_bytes: 25 << 20, text_chars: 4000 },
  there: true,
  require_proof: false,
}

export function previewed(channel: Channel, t: Strings, now: number): Action {
  const said = (n: number, from: Message['from'], text: string): Message => ({
    id: `sample${n}`,
    conversation: 'sample',
    n,
    from,
    text,
    at: new Date(now - (4 - n) * 60_000).toISOString(),
    ...(from === 'agent' && { author: t.preview_agent }),
  })
  const thread = [
    said(1, 'customer', t.preview_question),
    said(2, 'agent', t.preview_answer),
    said(3, 'customer', t.preview_thanks),
  ]
  return { type: 'previewed', channel, thread }
}
