import { describe, expect, test } from 'vitest'
import type { Whisper } from '@/api'
import type { Outgoing } from '../composer/outbox'
import { ana, bruno, conversation, message } from '../testdata'
import { links } from './links'
import { type Item, layout, newlyRead, tail, tickOf, unreadStart } from './model'

const outgoing = (id: string, change: Partial<Outgoing> = {}): Outgoing => ({
  id,
  conversation: 'c1',
  text: 'on its way',
  files: [],
  at: '2026-11-21T12:10:00.000Z',
  ...change,
})

const draw = (
  messages: ReturnType<typeof message>[],
  outbox: Outgoing[] = [],
  unreadFrom: number | null = null,
) => layout({ conversation: conversation(), messages, outbox, unreadFrom, dayKey: at => at.slice(0, 10) })
const groups = (items: Item[]) => items.filter(i => i.type === 'group')
const said = (items: Item[]) => groups(items).flatMap(g => g.said.map(s => s.message.id))

describe('thread', () => {
  test('only what follows without a gap up to the newest is shown', () => {
    expect(tail([message(9), message(2), message(8), message(1)]).map(m => m.n)).toEqual([8, 9])
    expect(tail([])).toEqual([])
  })

  test('a line stands before what is new to me, not before the first words, nor in others’ or closed threads', () => {
    const read = { state: 'assigned', agent: ana, unread: 2, agent_read: 3 } as const
    expect(unreadStart(conversation(read), ana)).toBe(4)
    expect(unreadStart(conversation({ ...read, unread: 0 }), ana)).toBeNull()
    expect(unreadStart(conversation({ ...read, agent_read: 0 }), ana)).toBeNull()
    expect(unreadStart(conversation(read), bruno)).toBeNull()
    expect(unreadStart(conversation({ ...read, state: 'closed' }), ana)).toBeNull()
  })

  test('a line for each day, groups for each side', () => {
    const items = draw([
      message(1, { at: '2026-11-20T12:00:00.000Z' }),
      message(2),
      message(3),
      message(4, { from: 'agent', author: ana }),
    ])
    expect(items.map(i => i.type)).toEqual(['day', 'group', 'day', 'group', 'group'])
  })

  test('another agent and a long pause begin a new group', () => {
    const items = draw([
      message(1, { from: 'agent', author: ana }),
      message(2, { from: 'agent', author: bruno }),
      message(3, { from: 'agent', author: bruno, at: '2026-11-21T12:30:00.000Z' }),
    ])
    expect(groups(items)).toHaveLength(3)
  })

  test('the line of the unread stands before the first of them and cuts the group', () => {
    expect(draw([message(1), message(2), message(3)], [], 2).map(i => i.type)).toEqual([
      'day',
      'group',
      'unread',
      'group',
    ])
  })

  test('nothing is shown twice: what has arrived hides its copy in the outbox', () => {
    const items = draw([message(1, { id: 'X', from: 'agent' })], [outgoing('X'), outgoing('Y')])
    expect(said(items)).toEqual(['X', 'Y'])
  })

  test('what is on its way stands at the end and says so', () => {
    const ticks = groups(
      draw([message(1)], [outgoing('A'), outgoing('B', { failed: 'not_assigned' })]),
    ).flatMap(g => g.said.map(s => s.tick))
    expect(ticks).toEqual([null, 'sending', 'failed'])
  })
})

test('ticks follow the customer’s marks', () => {
  const marks = { customer_delivered: 2, customer_read: 1 }
  expect([1, 2, 3].map(n => tickOf(message(n), marks))).toEqual(['read', 'delivered', 'sent'])
})

test('read is told once for what is new, and not for my own words', () => {
  expect(newlyRead(conversation({ agent_read: 1 }), [message(1), message(2)])).toBe(2)
  expect(newlyRead(conversation({ agent_read: 2 }), [message(1), message(2)])).toBeNull()
  expect(newlyRead(conversation({ agent_read: 1 }), [message(1), message(2, { from: 'agent' })])).toBeNull()
})

test('only web addresses become links, and never scripts', () => {
  expect(links('see https://a.example/x?y=1, ok')).toEqual([
    { text: 'see ', at: 0 },
    { text: 'https://a.example/x?y=1', url: 'https://a.example/x?y=1', at: 4 },
    { text: ', ok', at: 27 },
  ])
  expect(links('javascript:alert(1) <b>data:text/html</b>').some(p => p.url)).toBe(false)
})

describe('whispers', () => {
  const whisper = (id: string, after_n: number, at = '2026-11-21T12:00:30.000Z'): Whisper => ({
    id,
    conversation: 'c1',
    author: bruno,
    text: 'psst',
    after_n,
    at,
    rev: 1,
  })
  const keys = (messages: ReturnType<typeof message>[], whispers: Whisper[], outbox: Outgoing[] = []) =>
    layout({
      conversation: conversation(),
      messages,
      outbox,
      whispers,
      unreadFrom: null,
      dayKey: at => at.slice(0, 10),
    })
      .filter(i => i.type !== 'day')
      .map(i => i.key)

  test('stand behind the message after which they were written, and part what was said in one go', () => {
    expect(keys([message(1), message(2)], [whisper('w', 1)])).toEqual(['m1', 'w', 'm2'])
    expect(keys([message(1), message(2)], [whisper('w', 2)])).toEqual(['m1', 'w'])
    expect(keys([message(1)], [whisper('w', 0)])).toEqual(['w', 'm1'])
    expect(keys([], [whisper('w', 0)])).toEqual(['w'])
  })
  test('several at one place are in the order in which they were written; what is on its way follows', () => {
    const two = [whisper('late', 1, '2026-11-21T12:00:50.000Z'), whisper('early', 1)]
    expect(keys([message(1)], two, [outgoing('o1')])).toEqual(['m1', 'early', 'late', 'o1'])
  })
  test('those of messages not at hand wait for them', () => {
    expect(keys([message(8), message(9)], [whisper('old', 3), whisper('new', 8)])).toEqual([
      'm8',
      'new',
      'm9',
    ])
  })
})
