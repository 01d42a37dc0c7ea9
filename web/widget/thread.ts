import type { Message } from './wire'

/**
 * Puts messages into a thread: each id once, by ordinal within a conversation,
 * conversations by when they began. Sending and receiving may name a message in
 * any order and any number of times; the thread comes out the same.
 */
export function merge(thread: readonly Message[], more: readonly Message[]): Message[] {
  const byId = new Map(thread.map(message => [message.id, message]))
  for (const message of more) byId.set(message.id, message)
  const all = [...byId.values()]
  const began = new Map<string, string>()
  for (const { conversation, at } of all) {
    const known = began.get(conversation)
    if (known === undefined || at < known) began.set(conversation, at)
  }
  const start = (message: Message) => began.get(message.conversation) + message.conversation
  return all.sort((a, b) => compare(start(a), start(b)) || a.n - b.n)
}

/**
 * The highest ordinal up to which nothing is missing: what a reconnect may
 * claim to know. One's own acknowledged message can be ahead of the feed.
 */
export function known(thread: readonly Message[], conversation: string): number {
  let last = 0
  for (const message of thread) {
    if (message.conversation !== conversation) continue
    if (last > 0 && message.n > last + 1) break
    last = message.n
  }
  return last
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
