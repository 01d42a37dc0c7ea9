/** Builders for the tests: what a server would send, in as few words as possible. */
import { blank } from './preview'
import type { Channel, Conversation, Message } from './wire'

export function channelOf(more: Partial<Channel> = {}): Channel {
  return { ...blank, id: 'c1', limits: { file_bytes: 1000, text_chars: 50 }, ...more }
}

export function conversationOf(more: Partial<Conversation> = {}): Conversation {
  return {
    id: 'k1',
    state: 'queued',
    protocol: '20261121-0001-1',
    there: true,
    last_n: 0,
    agent_read: 0,
    opened_at: '2026-11-21T10:00:00.000Z',
    ...more,
  }
}

export function messageOf(n: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${n}`,
    conversation: 'k1',
    n,
    from: 'customer',
    text: `text ${n}`,
    at: new Date(Date.UTC(2026, 10, 21, 10, 0, n)).toISOString(),
    ...more,
  }
}
