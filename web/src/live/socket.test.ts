import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Frame } from '@/api/types'
import { LiveSocket, lossPatience, type Phase, signedOutCode, silenceLimit } from './socket'
import { fakeWorld } from './testworld'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function desk(stored: Record<string, string> = {}) {
  const fake = fakeWorld(stored)
  const phases: Phase[] = []
  const frames: Frame[] = []
  const refused = vi.fn()
  const expelled = vi.fn()
  const resume = { topics: ['me'], epoch: 'e1', seq: 7 }
  const socket = new LiveSocket(fake.world, {
    resume: () => resume,
    frames: list => frames.push(...list),
    phase: phase => phases.push(phase),
    refused,
    expelled,
  })
  socket.start()
  const welcome = () => {
    fake.wire().open()
    fake.wire().say({ type: 'welcome', epoch: 'e1', seq: 7 })
  }
  return { ...fake, socket, phases, frames, refused, expelled, welcome, phase: () => phases.at(-1) }
}

describe('hello', () => {
  test('names the window, counts page loads and says where to resume', () => {
    const d = desk({ 'pronto.window': 'W1', 'pronto.window.load': '4' })
    d.wire().open()
    expect(d.wire().sent).toEqual([
      { type: 'hello', window: 'W1', load: 5, topics: ['me'], epoch: 'e1', seq: 7 },
    ])
    expect(d.stored['pronto.window.load']).toBe('5')
  })

  test('1.8.4 a duplicated tab keeps the window that the server gave it', () => {
    const d = desk({ 'pronto.window': 'W1' })
    d.wire().open()
    d.wire().say({ type: 'welcome', epoch: 'e1', seq: 7, window: 'W2' })
    expect(d.stored['pronto.window']).toBe('W2')
    d.socket.resync()
    d.pass(0)
    d.wire().open()
    expect(d.wire().sent[0]).toMatchObject({ window: 'W2' })
  })

  test('nothing is said before the server welcomed us', () => {
    const d = desk()
    d.wire().open()
    d.socket.send({ type: 'typing', topic: 'conversation:1' })
    expect(d.wire().sent).toHaveLength(1)
    d.wire().say({ type: 'welcome', epoch: 'e1', seq: 7 })
    d.socket.send({ type: 'typing', topic: 'conversation:1' })
    expect(d.wire().sent).toHaveLength(2)
  })
})

describe('loss', () => {
  test('S-24 silence beyond the limit is a loss, though no event announced it', () => {
    const d = desk()
    d.welcome()
    d.pass(silenceLimit - 1000)
    d.wire().say({ type: 'beat' })
    d.pass(silenceLimit - 1000)
    expect(d.phase()).toBe('live')
    d.pass(3000)
    expect(d.phase()).toBe('lost')
  })

  test('S-24 offline is a loss at once', () => {
    const d = desk()
    d.welcome()
    d.emit('offline')
    expect(d.phase()).toBe('lost')
  })

  test('S-28 looking at the tab again after silence reconnects at once', () => {
    const d = desk()
    d.welcome()
    vi.setSystemTime(Date.now() + silenceLimit + 1) // the machine slept: no timer ran
    const before = d.wires.length
    d.emit('visible')
    expect(d.phase()).toBe('lost')
    expect(d.wires).toHaveLength(before + 1)
    d.welcome()
    expect(d.phase()).toBe('live')
  })

  test.each([
    ['the server restarts', 1012],
    ['the page read too slowly', 1013],
  ])('a socket that comes back soon is no loss for the person: %s', (_, code) => {
    const d = desk()
    d.welcome()
    d.wire().break(code)
    d.pass(300)
    d.welcome()
    d.pass(lossPatience * 2)
    expect(d.phases).toEqual(['connecting', 'live'])
  })

  test('S-27 one that does not come back is, until it does', () => {
    const d = desk()
    d.welcome()
    d.wire().break()
    d.pass(lossPatience)
    expect(d.phase()).toBe('lost')
    d.pass(20_000)
    d.welcome()
    expect(d.phase()).toBe('live')
  })

  test('attempts wait longer and longer, and coming online ends the wait', () => {
    const d = desk()
    d.welcome()
    const gaps: number[] = []
    let last = Date.now()
    for (let i = 0; i < 8; i++) {
      d.wire().break()
      const count = d.wires.length
      while (d.wires.length === count) d.pass(50)
      gaps.push(Date.now() - last)
      last = Date.now()
    }
    expect(gaps.at(-1)).toBeGreaterThan((gaps[0] ?? 0) * 10)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15_050)
    d.wire().break()
    const count = d.wires.length
    d.emit('online')
    expect(d.wires).toHaveLength(count + 1)
  })

  test('a server that accepts and never answers is given up', () => {
    const d = desk()
    d.wire().open()
    d.pass(30_000)
    expect(d.wires.length).toBeGreaterThan(1)
    expect(d.phase()).toBe('lost')
  })
})

describe('ends', () => {
  test('a session that ended leads to signing in, without trying again', () => {
    const d = desk()
    d.welcome()
    d.wire().break(signedOutCode, 'Otávio Reis')
    expect(d.phase()).toBe('signed_out')
    expect(d.expelled).toHaveBeenCalledWith('Otávio Reis')
    d.pass(60_000)
    expect(d.wires).toHaveLength(1)
  })

  test('a socket that never opens is told about, for the session may be over; one that breaks is not', () => {
    const d = desk()
    d.welcome()
    d.wire().break()
    expect(d.refused).not.toHaveBeenCalled()
    d.pass(1000)
    d.wire().break()
    expect(d.refused).toHaveBeenCalledTimes(1)
  })

  test('B-STATUS-27 a page that goes says so with its load number', () => {
    const d = desk({ 'pronto.window': 'W1' })
    d.welcome()
    d.emit('pagehide')
    expect(d.beacons).toEqual([{ path: '/api/v1/windows/W1/close', body: '{"load":1}' }])
    d.pass(60_000)
    expect(d.wires).toHaveLength(1)
  })

  test('back from the cache of pages it is the same window and a new load', () => {
    const d = desk({ 'pronto.window': 'W1' })
    d.welcome()
    d.emit('pagehide')
    d.emit('pageshow', true)
    d.wire().open()
    expect(d.wire().sent[0]).toMatchObject({ window: 'W1', load: 2 })
  })

  test('stopping leaves nothing running', () => {
    const d = desk()
    d.welcome()
    d.socket.stop()
    d.emit('online')
    d.pass(60_000)
    expect(d.wires).toHaveLength(1)
    expect(d.phase()).toBe('idle')
  })
})
