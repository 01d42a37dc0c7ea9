import { expect, test } from 'vitest'
import type { PastRoom } from '@/api'
import { pauseOf } from './model'
import { pastRows } from './past'
import { help, sales } from './testdata'

const since = '2026-11-22T12:00:00.000Z'
const state = {
  from: since,
  to: '2026-11-22T12:10:00.001Z',
  since,
  labels: { blip: 'paused', puzzel: 'pause', smartspace: 'paused' },
  hold: 'free',
  open: 1,
  offered: 0,
  corrected: false,
  planned_ms: 300_000,
  overrun_ms: 1,
  reason: { id: 'r1', name: 'Almoço' },
} as const
const room: PastRoom = {
  at: '2026-11-22T12:10:00.000Z',
  agents: [
    {
      agent: { id: 'u1', name: 'Ana' },
      state,
      sign_ins: [{ queue: sales, state: 'paused' }],
      holds: [{ conversation: 'c1', queue: sales, since }],
    },
    { agent: { id: 'u2', name: 'Bia' }, sign_ins: [], holds: [] },
  ],
  queues: [
    { queue: sales, waiting: 2, oldest_since: since },
    { queue: help, waiting: 0 },
  ],
}

test('the past room is drawn by the tables of the live one', () => {
  const { agents, glances, work } = pastRows(room)
  expect(agents.map(a => a.name)).toEqual(['Ana']) // Bia was no agent yet
  const [ana] = agents
  expect(ana && pauseOf(ana, Date.parse(room.at))).toEqual({
    reason: 'Almoço',
    planned: '05:00',
    over: '05:00',
  })
  expect(ana?.queues.map(q => [q.queue.name, q.state])).toEqual([['Vendas', 'paused']])
  expect(glances).toEqual([
    { queue: help, waiting: 0, oldest: null, able: null, serving: 0 },
    { queue: sales, waiting: 2, oldest: since, able: null, serving: 1 },
  ])
  expect(work.get('u1')).toEqual([{ id: 'c1', queue: 'Vendas', since }])
})
