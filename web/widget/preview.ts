/**
 * The look of a channel that is being set up: sample messages, its own words
 * and colour. Nothing is loaded or sent; what to show comes from the settings
 * page around the frame, and no shop's page loads this.
 */
import { chooseLocale, type Locale } from './i18n'
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

const samples: Record<Locale, [question: string, answer: string, thanks: string]> = {
  'pt-BR': [
    'Oi! Este ainda está disponível?',
    'Oi! Está, sim. Quer que eu reserve um para você?',
    'Quero, sim. Obrigada!',
  ],
  sv: ['Hej! Finns den här kvar?', 'Hej! Ja, det gör den. Ska jag lägga undan en åt dig?', 'Ja tack, gärna!'],
  en: [
    'Hello! Is this still available?',
    'Hello! Yes, it is. Shall I set one aside for you?',
    'Yes, please. Thank you!',
  ],
}

export function previewed(shown: Partial<Channel>, now: number): Action {
  const channel = { ...blank, ...shown }
  const [question, answer, thanks] = samples[chooseLocale(channel.locale)]
  const said = (n: number, from: Message['from'], text: string): Message => ({
    id: `sample${n}`,
    conversation: 'sample',
    n,
    from,
    text,
    at: new Date(now - (4 - n) * 60_000).toISOString(),
    ...(from === 'agent' && { author: 'Ana' }),
  })
  const thread = [said(1, 'customer', question), said(2, 'agent', answer), said(3, 'customer', thanks)]
  return { type: 'previewed', channel, thread }
}
