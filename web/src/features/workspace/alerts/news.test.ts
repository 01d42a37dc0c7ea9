import { expect, test } from 'vitest'
import type { Conversation } from '@/api'
import type { Table } from '@/live/feed'
import { ana, bruno, conversation, sales } from '../testdata'
import { conversationNews, offerNews } from './news'

const me = { id: ana.id, serves: [sales] }
const table = (...rows: Conversation[]): Table => new Map(rows.map(row => [row.id, { rev: row.rev, row }]))
const kinds = (before: Table, after: Table) => conversationNews(before, after, me).map(n => n.kind)

const waits = conversation()
const mine = conversation({ state: 'assigned', agent: ana, last_n: 1 })

test('somebody new in a queue I serve is news', () => {
  expect(kinds(table(), table(waits))).toEqual(['waiting'])
  expect(kinds(table(), table(conversation({ queue: { id: 'q9', name: 'other' } })))).toEqual([])
})

test('an offer that ran out is not somebody new', () => {
  expect(kinds(table(conversation({ state: 'offered' })), table(waits))).toEqual([])
})

test('what came to me is news; what went to another is not', () => {
  expect(kinds(table(waits), table(mine))).toEqual(['assigned'])
  expect(kinds(table(waits), table(conversation({ state: 'assigned', agent: bruno })))).toEqual([])
})

test('a customer’s new word is news; my own and a mark are not', () => {
  expect(kinds(table(mine), table({ ...mine, last_n: 2, unread: 1 }))).toEqual(['message'])
  expect(kinds(table(mine), table({ ...mine, last_n: 2, last_from: 'agent' }))).toEqual([])
  expect(kinds(table({ ...mine, unread: 1 }), table({ ...mine, unread: 0, agent_read: 1 }))).toEqual([])
})

test('what did not change is no news', () => {
  const same = table(mine, waits)
  expect(kinds(same, new Map(same))).toEqual([])
})

test('C-12 an offer rings once', () => {
  const offer = { id: 'o1', state: 'pending', conversation: 'c1', contact: 'Maria' }
  const before: Table = new Map()
  const after: Table = new Map([['o1', { rev: 1, row: offer }]])
  expect(offerNews(before, after)).toMatchObject([{ kind: 'offer', conversation: 'c1', who: 'Maria' }])
  expect(offerNews(after, after)).toEqual([])
})
