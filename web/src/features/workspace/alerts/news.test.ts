import { expect, test } from 'vitest'
import type { Conversation, Whisper } from '@/api'
import type { Table } from '@/live/feed'
import { ana, bruno, conversation, sales } from '../testdata'
import { conversationNews, offerNews, whisperNews } from './news'

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

test('a whisper about what I hold is news; my own, and one about the work of others, is not', () => {
  const whisper = (author: typeof ana): Table => {
    const row: Whisper = {
      id: 'w1',
      conversation: 'c1',
      author,
      text: 'psst',
      after_n: 1,
      at: '2026-11-21T12:00:30.000Z',
      rev: 3,
    }
    return new Map([['w1', { rev: 3, row }]])
  }
  const none: Table = new Map()
  expect(whisperNews(none, whisper(bruno), table(mine), ana)).toMatchObject([
    { kind: 'whisper', text: 'psst' },
  ])
  expect(whisperNews(whisper(bruno), whisper(bruno), table(mine), ana)).toEqual([])
  expect(whisperNews(none, whisper(ana), table(mine), ana)).toEqual([])
  expect(whisperNews(none, whisper(bruno), table({ ...mine, agent: bruno }), ana)).toEqual([])
})
