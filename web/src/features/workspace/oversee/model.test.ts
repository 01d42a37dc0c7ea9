import { describe, expect, test } from 'vitest'
import type { Me, RoomAgent } from '@/api'
import { agent, ana, bruno, conversation, sales, support } from '../testdata'
import { candidates, looksOn, obstacle } from './model'

const able = agent('u3', { name: 'Caio', limits: { total: 5, chat: 3, phone: 999 } })
const unable = (change: Partial<RoomAgent>): RoomAgent => ({ ...able, able: [], ...change })

describe('why somebody cannot receive', () => {
  test.each([
    [able, null],
    [unable({ serves: [] }), 'not_member'],
    [unable({ queues: [] }), 'signed_out'],
    [unable({ queues: [{ queue: sales, state: 'paused', since: able.since }] }), 'paused'],
    [unable({ presence: 'lost' }), 'lost'],
    [unable({ presence: 'gone' }), 'gone'],
    [unable({ presence: 'gone', kept_online: true }), 'other'],
    [unable({ drain: { at: able.since, done: false } }), 'winding_down'],
    [unable({ busy: { cause: 'rejected', since: able.since } }), 'busy'],
    [unable({ open: 4, offered: 1 }), 'total_limit'],
    [unable({ open: 3 }), 'chat_limit'],
    [unable({}), 'other'],
  ])('%#', (agent, why) => {
    expect(obstacle(agent, sales.id)).toBe(why)
  })
})

test('the able come first, the least loaded of them at the top; who has it is left out', () => {
  const agents = [
    unable({ user: 'u1', name: 'Ana' }),
    { ...able, user: 'u4', name: 'Davi', open: 2 },
    able,
    { ...able, user: 'u2', name: 'Bruno' },
    unable({ user: 'u5', name: 'Eva', serves: [support] }),
  ]
  const c = conversation({ state: 'assigned', agent: bruno })
  expect(candidates(agents, sales.id, c).map(x => [x.agent.name, x.obstacle])).toEqual([
    ['Caio', null],
    ['Davi', null],
    ['Ana', 'other'],
  ])
})

describe('who looks on', () => {
  const otavio = {
    id: 'u9',
    permissions: ['conversation.whisper'],
    supervises: [sales],
  } as unknown as Me
  const c = conversation({ state: 'assigned', agent: ana })

  test('supervises the queue, or may read all', () => {
    expect(looksOn(otavio, c)).toBe(true)
    expect(looksOn(otavio, { ...c, queue: support })).toBe(false)
    const all = { ...otavio, permissions: [...otavio.permissions, 'conversation.read.all'] }
    expect(looksOn(all, { ...c, queue: support })).toBe(true)
  })
  test('not at their own work, not at what is over, and not without something to do', () => {
    expect(looksOn(otavio, { ...c, agent: { id: 'u9', name: 'Otávio' } })).toBe(false)
    expect(looksOn(otavio, { ...c, state: 'closed' })).toBe(false)
    expect(looksOn({ ...otavio, permissions: [] }, c)).toBe(false)
  })
})
