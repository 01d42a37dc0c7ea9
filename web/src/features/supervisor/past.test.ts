import { expect, test } from 'vitest'
import type { PastRoom } from '@/api'
import { glance, pauseOf } from './model'
import { pastRows } from './past'
import { conversation, help, sales } from './testdata'

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
const limits = { total: 3, chat: 3, phone: 999 }
const stood = { label_since: since, limits, serves: [sales], keep_online: false, kept_online: false }
const room: PastRoom = {
  at: '2026-11-22T12:10:00.000Z',
  agents: [
    {
      ...stood,
      agent: { id: 'u1', name: 'Ana' },
      state,
      sign_ins: [{ queue: sales, state: 'paused' }],
      drain: { at: since, by: { id: 'u9', name: 'Marina' }, done: true },
    },
    { ...stood, agent: { id: 'u2', name: 'Bia' }, sign_ins: [] },
  ],
  queues: [sales, help],
  conversations: [
    { ...conversation('c1', { queue: sales, agent: { id: 'u1', name: 'Ana' } }), hidden: false },
    { ...conversation('c2', { queue: sales, state: 'queued', queued_at: since }), hidden: true },
  ],
}

test('the past room is drawn by the tables of the live one', () => {
  const rows = pastRows(room, 'fora do seu acesso')
  expect(rows.agents.map(a => a.name)).toEqual(['Ana']) // Bia was no agent yet
  const [ana] = rows.agents
  expect(ana && pauseOf(ana, Date.parse(room.at))).toEqual({
    reason: 'Almoço',
    planned: '05:00',
    over: '05:00',
  })
  expect(ana).toMatchObject({ limits, drain: { done: true, by: { name: 'Marina' } }, serves: [sales] })
  expect(ana?.queues.map(q => [q.queue.name, q.state])).toEqual([['Vendas', 'paused']])
  expect(rows.conversations.map(c => c.contact.display)).toEqual(['Contato c1', 'fora do seu acesso'])
  expect(glance(rows, true)).toEqual([
    { queue: help, waiting: 0, oldest: null, able: null, serving: 0 },
    { queue: sales, waiting: 1, oldest: since, able: null, serving: 1 },
  ])
})
