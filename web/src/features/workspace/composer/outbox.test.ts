import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Message } from '@/api'
import { ApiError } from '@/api/problem'
import { Outbox, type Outgoing } from './outbox'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const o = (id: string, conversation = 'c1'): Outgoing => ({
  id,
  conversation,
  text: id,
  files: [],
  at: '2026-11-21T12:00:00.000Z',
})
const lost = new ApiError({ status: 0, code: 'unreachable' })

function outbox() {
  const posted: string[] = []
  const arrived: string[] = []
  const stored = new Map<string, Outgoing>()
  let answer: (o: Outgoing) => unknown = () => undefined
  const box = new Outbox({
    post: async item => {
      posted.push(item.id)
      const refusal = answer(item)
      if (refusal) throw refusal
      return { id: item.id } as Message
    },
    sent: m => arrived.push(m.id),
    keep: item => stored.set(item.id, item),
    unkeep: id => stored.delete(id),
    setTimeout: (run, ms) => setTimeout(run, ms),
  })
  return { box, posted, arrived, stored, reply: (a: typeof answer) => (answer = a) }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('outbox', () => {
  test('what is sent is kept until the server has it', async () => {
    const d = outbox()
    d.box.add(o('A'))
    expect([...d.stored.keys()]).toEqual(['A'])
    await settle()
    expect(d.arrived).toEqual(['A'])
    expect(d.stored.size).toBe(0)
    expect(d.box.list()).toEqual([])
  })

  test('S-29 after a loss it goes again with the same id, and in order', async () => {
    const d = outbox()
    d.reply(() => lost)
    d.box.add(o('A'))
    d.box.add(o('B'))
    await settle()
    expect(d.posted).toEqual(['A'])
    d.reply(() => undefined)
    d.box.retryAll()
    await settle()
    expect(d.posted).toEqual(['A', 'A', 'B'])
    expect(d.arrived).toEqual(['A', 'B'])
  })

  test('an answer that got lost does not make a second message: the id is the same', async () => {
    const d = outbox()
    d.reply(() => new ApiError({ status: 503 }))
    d.box.add(o('A'))
    await settle()
    d.reply(() => undefined)
    await vi.advanceTimersByTimeAsync(1000)
    expect(d.posted).toEqual(['A', 'A'])
    expect(d.box.list()).toEqual([])
  })

  test('the server’s Retry-After is respected', async () => {
    const d = outbox()
    d.reply(() => new ApiError({ status: 429, code: 'rate_limited' }, 5))
    d.box.add(o('A'))
    await vi.advanceTimersByTimeAsync(4900)
    expect(d.posted).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(d.posted).toHaveLength(2)
  })

  test('a refusal stays, says why, and holds up neither the next nor other conversations', async () => {
    const d = outbox()
    d.reply(item => (item.id === 'A' ? new ApiError({ status: 409, code: 'not_assigned' }) : undefined))
    d.box.add(o('A'))
    d.box.add(o('B'))
    d.box.add(o('C', 'c2'))
    await settle()
    expect(d.arrived.sort()).toEqual(['B', 'C'])
    expect(d.box.list()).toMatchObject([{ id: 'A', failed: 'not_assigned' }])
    expect(d.stored.get('A')).toMatchObject({ failed: 'not_assigned' })
  })

  test('what failed can be tried again or thrown away', async () => {
    const d = outbox()
    d.reply(() => new ApiError({ status: 422, code: 'invalid' }))
    d.box.add(o('A'))
    d.box.add(o('B'))
    await settle()
    d.box.discard('B')
    d.reply(() => undefined)
    d.box.retry('A')
    await settle()
    expect(d.arrived).toEqual(['A'])
    expect(d.stored.size).toBe(0)
  })

  test('without a session it waits for its author', async () => {
    const d = outbox()
    d.reply(() => new ApiError({ status: 401 }))
    d.box.add(o('A'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(d.posted).toHaveLength(1)
    expect(d.stored.has('A')).toBe(true)
  })

  test('a reload goes on where it was', async () => {
    const d = outbox()
    d.box.restore([o('B'), o('A')])
    await settle()
    expect(d.posted).toEqual(['A', 'B'])
  })
})
