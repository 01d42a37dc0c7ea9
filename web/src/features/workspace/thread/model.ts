import type { Conversation, Me, Message, Whisper } from '@/api'
import type { Outgoing } from '../composer/outbox'
import { isMine } from '../list/model'

/**
 * The messages that follow one another without a gap up to the newest. Ordinals
 * have no gaps, so what is missing between pages seen at different times shows.
 */
export function tail(messages: readonly Message[]): Message[] {
  const sorted = [...messages].sort((a, b) => a.n - b.n)
  let from = sorted.length - 1
  while (from > 0 && sorted[from - 1]?.n === (sorted[from]?.n ?? 0) - 1) from--
  return sorted.slice(Math.max(0, from))
}

export type Tick = 'sending' | 'failed' | 'sent' | 'delivered' | 'read'

export function tickOf(
  message: Message,
  c: Pick<Conversation, 'customer_delivered' | 'customer_read'>,
): Tick {
  if (c.customer_read >= message.n) return 'read'
  return c.customer_delivered >= message.n ? 'delivered' : 'sent'
}

export interface Said {
  key: string
  message: Message
  tick: Tick | null
  outgoing: Outgoing | null
}

export type Item =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string }
  | { type: 'whisper'; key: string; whisper: Whisper }
  | { type: 'group'; key: string; from: Message['from']; author: Message['author']; said: Said[] }

const groupWithin = 3 * 60_000

interface Options {
  conversation: Conversation | undefined
  messages: readonly Message[]
  outbox: readonly Outgoing[]
  whispers?: readonly Whisper[]
  /** The first ordinal that was not read when the thread was opened. */
  unreadFrom: number | null
  dayKey: (at: string) => string
}

/** The thread as it is drawn: day lines, the line before what is new, groups of bubbles, and whispers between them. */
export function layout({
  conversation: c,
  messages,
  outbox,
  whispers = [],
  unreadFrom,
  dayKey,
}: Options): Item[] {
  const items: Item[] = []
  const aside = inPlace(whispers, messages)
  let day = ''
  for (const said of everything(c, messages, outbox)) {
    const m = said.message
    items.push(...takeBefore(aside, m.n))
    const today = dayKey(m.at)
    if (today !== day) items.push({ type: 'day', key: `day-${today}`, at: m.at })
    day = today
    if (unreadFrom !== null && m.n === unreadFrom) items.push({ type: 'unread', key: 'unread' })
    const last = items.at(-1)
    if (last?.type === 'group' && belongs(last, m)) last.said.push(said)
    else items.push({ type: 'group', key: m.id, from: m.from, author: m.author, said: [said] })
  }
  items.push(...takeBefore(aside, 0))
  return items
}

/** Whispers that stand behind a message at hand, in the order in which they were written. */
function inPlace(whispers: readonly Whisper[], messages: readonly Message[]): Whisper[] {
  const first = messages[0]?.n ?? 1
  return whispers
    .filter(w => w.after_n >= first || first <= 1)
    .sort((a, b) => a.after_n - b.after_n || (a.at < b.at ? -1 : 1))
}

/** Takes those that stand before the message with this ordinal; one on its way, with none, stands behind all. */
function takeBefore(whispers: Whisper[], n: number): Item[] {
  const found = n === 0 ? whispers.length : whispers.findIndex(w => w.after_n >= n)
  const count = found < 0 ? whispers.length : found
  return whispers.splice(0, count).map(whisper => ({ type: 'whisper', key: whisper.id, whisper }))
}

/** What the server has, then what is still on its way; nothing twice. */
function everything(
  c: Conversation | undefined,
  messages: readonly Message[],
  outbox: readonly Outgoing[],
): Said[] {
  const stored = new Set(messages.map(m => m.id))
  const marks = c ?? { customer_delivered: 0, customer_read: 0 }
  const said = messages.map<Said>(m => ({
    key: m.id,
    message: m,
    tick: m.from === 'agent' ? tickOf(m, marks) : null,
    outgoing: null,
  }))
  for (const o of outbox) {
    if (stored.has(o.id)) continue
    const files = o.files.length > 0 ? { files: o.files } : {}
    const message: Message = {
      id: o.id,
      conversation: o.conversation,
      n: 0,
      from: 'agent',
      text: o.text,
      at: o.at,
      rev: 0,
      ...files,
    }
    said.push({ key: o.id, message, tick: o.failed ? 'failed' : 'sending', outgoing: o })
  }
  return said
}

function belongs(group: Item & { type: 'group' }, m: Message): boolean {
  const last = group.said.at(-1)?.message
  if (!last || group.from !== m.from) return false
  if (m.author && last.author && m.author.id !== last.author.id) return false
  return new Date(m.at).getTime() - new Date(last.at).getTime() < groupWithin
}

/**
 * The first message that is new to who answers, where something was read before it.
 * Of others, and of what is over, nothing is unread here.
 */
export function unreadStart(c: Conversation, me: Pick<Me, 'id'>): number | null {
  return isMine(c, me) && c.unread > 0 && c.agent_read > 0 ? c.agent_read + 1 : null
}

/** Up to where a person who sees the end of the thread has read; null is nothing new. */
export function newlyRead(c: Conversation, messages: readonly Message[]): number | null {
  const newest = messages.findLast(m => m.from === 'customer')
  return newest && newest.n > c.agent_read ? newest.n : null
}
