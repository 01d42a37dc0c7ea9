import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Message } from '@/api/types'
import { Live, rowsOf, typingShown } from './live'
import { fakeWorld } from './testworld'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function started() {
  const fake = fakeWorld({ 'pronto.window': 'W1' })
  const live = new Live(fake.world)
  const asked: string[] = []
  live.refetch = async topic => {
    asked.push(topic)
  }
  live.start()
  fake.wire().open()
  return { ...fake, live, asked }
}

const message = (id: string, n: number) => ({
  t: 'message' as const,
  id,
  rev: n,
  row: { id, conversation: 'c1', n, from: 'customer', rev: n },
})

test('S-29 after a gap it resumes from the last place where nothing was missing', async () => {
  const d = started()
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 }, { type: 'ready', topic: 'me' })
  d.wire().say({ type: 'rows', epoch: 'e1', seq: 6, prev: 5, rows: [message('m1', 1)] })
  d.wire().say({ type: 'rows', epoch: 'e1', seq: 9, prev: 8, rows: [message('m3', 3)] })
  d.pass(0)
  d.wire().open()
  expect(d.wire().sent[0]).toMatchObject({ type: 'hello', epoch: 'e1', seq: 6 })
  d.wire().say(
    { type: 'welcome', epoch: 'e1', seq: 6 },
    { type: 'rows', epoch: 'e1', seq: 9, prev: 6, rows: [message('m2', 2), message('m3', 3)] },
    { type: 'ready', topic: 'me' },
  )
  expect(rowsOf<Message>(d.live.get().feed, 'message').map(m => m.id)).toEqual(['m1', 'm2', 'm3'])
})

test('a reset loads the snapshot, and tries again when that fails', async () => {
  const d = started()
  let fail = true
  d.live.refetch = async topic => {
    d.asked.push(topic)
    if (fail) throw new Error('no answer')
  }
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 }, { type: 'reset', topic: 'me' })
  await vi.advanceTimersByTimeAsync(0)
  expect(d.live.get().feed.known).toBe(0)
  fail = false
  await vi.advanceTimersByTimeAsync(2000)
  expect(d.asked).toEqual(['me', 'me'])
  expect(d.live.get().feed.known).toBe(5)
})

test('followed topics are resumed, the others are not', () => {
  const d = started()
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 }, { type: 'ready', topic: 'me' })
  d.live.follow('conversation:c1', 5)
  d.live.follow('conversation:c2', 5)
  d.live.unfollow('conversation:c2')
  expect(d.wire().sent.slice(1)).toEqual([
    { type: 'subscribe', topic: 'conversation:c1', seq: 5 },
    { type: 'subscribe', topic: 'conversation:c2', seq: 5 },
    { type: 'unsubscribe', topic: 'conversation:c2' },
  ])
  d.wire().break()
  d.pass(1000)
  d.wire().open()
  expect(d.wire().sent[0]).toMatchObject({ topics: ['me', 'conversation:c1'] })
})

test('typing is shown for a while, and ends with the message', () => {
  const d = started()
  const topic = 'conversation:c1'
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 }, { type: 'ready', topic: 'me' })
  d.wire().say({ type: 'typing', topic, from: 'customer' })
  expect(d.live.get().typing.has(topic)).toBe(true)
  d.pass(typingShown + 100)
  expect(d.live.get().typing.has(topic)).toBe(false)
  d.wire().say({ type: 'typing', topic, from: 'customer' })
  d.wire().say({ type: 'rows', epoch: 'e1', seq: 6, prev: 5, rows: [message('m1', 1)] })
  expect(d.live.get().typing.has(topic)).toBe(false)
})

test('changed settings are told by name', () => {
  const d = started()
  const told: string[] = []
  d.live.onSettings = id => told.push(id)
  d.wire().say(
    { type: 'welcome', epoch: 'e1', seq: 5 },
    { type: 'rows', epoch: 'e1', seq: 6, prev: 5, rows: [{ t: 'settings', id: 'queues', rev: 6 }] },
  )
  expect(told).toEqual(['queues'])
})

test('signing out forgets every row', () => {
  const d = started()
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 })
  d.live.merge('message', [{ id: 'm1', rev: 1 }], 5)
  d.live.stop()
  expect(rowsOf(d.live.get().feed, 'message')).toEqual([])
})

test('who follows a topic may bring its loader: it is asked at a reset, and no more after leaving', async () => {
  const d = started()
  d.wire().say({ type: 'welcome', epoch: 'e1', seq: 5 }, { type: 'ready', topic: 'me' })
  const load = vi.fn(async () => d.live.snapshot('agent', [{ id: 'u1', rev: 5 }], 5, () => true))
  d.live.follow('room', 0, load)
  d.wire().say({ type: 'reset', topic: 'room' })
  await vi.advanceTimersByTimeAsync(0)
  expect(load).toHaveBeenCalledTimes(1)
  expect(d.asked).toEqual([])
  expect(rowsOf(d.live.get().feed, 'agent')).toHaveLength(1)
  d.live.unfollow('room')
  d.live.drop('agent')
  d.wire().say({ type: 'reset', topic: 'room' })
  await vi.advanceTimersByTimeAsync(2000)
  expect(load).toHaveBeenCalledTimes(1)
  expect(rowsOf(d.live.get().feed, 'agent')).toHaveLength(0)
})
