import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { noteServerTime, serverNow } from './clock'
import { secondsBetween, secondsLeft, shortWait, stopwatch } from './duration'
import { formats } from './format'

describe('durations', () => {
  test('a stopwatch is as wide as it must be', () => {
    expect([0, 9, 75, 3599, 3600, 36_061].map(stopwatch)).toEqual([
      '00:00',
      '00:09',
      '01:15',
      '59:59',
      '1:00:00',
      '10:01:01',
    ])
  })
  test('a clock that is ahead does not make time negative', () => {
    expect(secondsBetween('2026-11-21T12:00:01.000Z', '2026-11-21T12:00:00.000Z')).toBe(0)
  })
  test('a countdown reaches 0 at the instant and not before', () => {
    const until = '2026-11-21T12:00:10.000Z'
    const at = (ms: number) => Date.parse('2026-11-21T12:00:00.000Z') + ms
    expect([0, 9001, 9999, 10_000, 12_000].map(ms => secondsLeft(until, at(ms)))).toEqual([10, 1, 1, 0, 0])
  })
  test('what has only just begun has lasted a second, never none', () => {
    expect([0, 1, 2].map(s => shortWait(s))).toEqual([1, 1, 2].map(value => ({ value, unit: 'second' })))
  })
  test('a wait is told in its largest unit', () => {
    expect([59, 60, 3600, 90_000].map(s => shortWait(s).unit)).toEqual(['second', 'minute', 'hour', 'day'])
  })
})

describe('formats', () => {
  const f = formats('pt-BR', 'America/Sao_Paulo')
  const words = { today: 'Hoje', yesterday: 'Ontem' }
  const now = Date.parse('2026-11-21T02:30:00.000Z') // the 20th, 23:30, in São Paulo

  test('days are those of the company, not of UTC', () => {
    expect(f.dayKey('2026-11-21T02:59:59.000Z')).toBe('2026-11-20')
    expect(f.dayLine('2026-11-21T02:00:00.000Z', now, words)).toBe('Hoje')
    expect(f.dayLine('2026-11-20T02:00:00.000Z', now, words)).toBe('Ontem')
    expect(f.dayLine('2026-11-15T12:00:00.000Z', now, words)).toContain('15 de novembro')
    expect(f.dayLine('2025-11-15T12:00:00.000Z', now, words)).toContain('2025')
  })
  test('sizes', () => {
    expect([10, 53_000, 1_572_864, 25 << 20].map(f.bytes)).toEqual(['1 kB', '52 kB', '1,5 MB', '25 MB'])
  })
})

describe('the server’s clock', () => {
  beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00.900Z') }))
  afterEach(() => {
    noteServerTime(new Date().toUTCString())
    vi.useRealTimers()
  })

  test('a desk whose clock is wrong counts by the server’s', () => {
    noteServerTime(new Date(Date.now() + 3_600_000).toUTCString())
    expect(Math.round((serverNow() - Date.now()) / 60_000)).toBe(60)
  })
  test('what the header cannot tell is no difference', () => {
    noteServerTime(new Date(Date.now() - 900).toUTCString())
    expect(serverNow()).toBe(Date.now())
    noteServerTime('nonsense')
    noteServerTime(null)
    expect(serverNow()).toBe(Date.now())
  })
})
