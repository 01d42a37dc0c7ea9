import { expect, test } from 'vitest'
import type { Conversation, TimelineEntry } from '@/api'
import type { Table } from '@/live/feed'
import { ana, bruno, conversation } from '../testdata'
import { byWhom, passed } from './passed'

const table = (...rows: Conversation[]): Table => new Map(rows.map(row => [row.id, { rev: row.rev, row }]))
const none: Table = new Map()
const at = '2026-11-21T12:05:00.000Z'
const mine = conversation({ state: 'assigned', agent: ana, source: 'move', rev: 2 })

test('what left me by no end of it was taken or moved', () => {
  const gone: Table = new Map([['c1', { rev: 3, gone: 3 }]])
  expect(passed(table(mine), gone, ana)).toEqual([{ conversation: 'c1', who: 'Maria', to: 'elsewhere' }])
  expect(passed(table(mine), table({ ...mine, agent: bruno, rev: 3 }), ana)).toHaveLength(1)
  expect(passed(table(mine), table({ ...mine, state: 'closed', outcome: 'finished', rev: 3 }), ana)).toEqual(
    [],
  )
  expect(passed(table(mine), table(mine), ana)).toEqual([])
})

test('what came to me was moved to me by a person, or given by the queue, or taken by me', () => {
  expect(passed(none, table(mine), ana)).toEqual([{ conversation: 'c1', who: 'Maria', to: 'me' }])
  for (const source of ['assign', 'offer', 'take', 'take_over'] as const)
    expect(passed(none, table({ ...mine, source }), ana)).toEqual([])
})

test('by whom: the last change of hands, when it was a move by another', () => {
  const entry = (kind: string, actor: typeof ana | null): TimelineEntry => ({
    seq: 1,
    at,
    kind,
    ...(actor ? { actor } : {}),
  })
  expect(byWhom([entry('conversation.moved', bruno), entry('whisper.written', bruno)], ana)).toBe('Bruno')
  expect(byWhom([entry('conversation.moved', ana)], ana)).toBeNull()
  expect(byWhom([entry('conversation.moved', bruno), entry('conversation.assigned', null)], ana)).toBeNull()
  expect(byWhom([], ana)).toBeNull()
})
