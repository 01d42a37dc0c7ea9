import { describe, expect, test } from 'vitest'
import type { AgentDay } from '@/api'
import {
  dayBeside,
  firstView,
  inWords,
  isEmpty,
  pan,
  type Stretch,
  shortest,
  stretches,
  ticks,
  totals,
  wholeSeconds,
  zoom,
} from './model'

type Interval = AgentDay['intervals'][number]

const iso = (clock: string) => `2026-11-21T${clock}:00.000Z`
const at = (clock: string) => Date.parse(iso(clock))
const minute = 60_000

const interval = (from: string, to: string, change: Partial<Interval> = {}): Interval => ({
  from: iso(from),
  to: iso(to),
  labels: { blip: 'online', puzzel: 'ready', smartspace: 'available' },
  since: iso(from),
  hold: 'free',
  open: 0,
  offered: 0,
  planned_ms: 0,
  overrun_ms: 0,
  corrected: false,
  ...change,
})
const paused = { labels: { blip: 'paused', puzzel: 'pause', smartspace: 'paused' } } as const
const coffee = { reason: { id: 'r1', name: 'Café' } }

describe('the day as it is drawn', () => {
  const intervals = [
    interval('12:00', '12:30'),
    interval('12:30', '13:00', { open: 2 }),
    interval('13:00', '13:10', { ...paused, ...coffee }),
    interval('13:10', '13:15', { ...paused, ...coffee, overrun_ms: 5 * minute }),
    interval('13:15', '13:20', { ...paused, reason: { id: 'r2', name: 'Almoço' } }),
    interval('13:20', '14:00', { corrected: true }),
  ]

  test('what differs only in what is not shown is one stretch', () => {
    expect(stretches({ intervals }, 'blip')).toEqual([
      { from: at('12:00'), to: at('13:00'), label: 'online', reason: null, overrun: 0, corrected: false },
      {
        from: at('13:00'),
        to: at('13:15'),
        label: 'paused',
        reason: 'Café',
        overrun: 5 * minute,
        corrected: false,
      },
      { from: at('13:15'), to: at('13:20'), label: 'paused', reason: 'Almoço', overrun: 0, corrected: false },
      { from: at('13:20'), to: at('14:00'), label: 'online', reason: null, overrun: 0, corrected: true },
    ])
  })

  test('a pause begun anew after one that ran over is another', () => {
    const again = [
      interval('13:00', '13:15', { ...paused, ...coffee, overrun_ms: minute }),
      interval('13:15', '13:20', { ...paused, ...coffee }),
    ]
    expect(stretches({ intervals: again }, 'blip')).toHaveLength(2)
  })

  test('C-01 in the installation’s words', () => {
    expect(stretches({ intervals }, 'puzzel').map(s => s.label)).toEqual(['ready', 'pause', 'pause', 'ready'])
  })

  test('B-STATUS-29 the totals are the day, whatever it is cut into', () => {
    const all = stretches({ intervals }, 'blip')
    const sums = totals(all)
    expect(sums.map(s => [s.label, s.reason, s.ms / minute, s.overrun / minute])).toEqual([
      ['online', null, 100, 0],
      ['paused', 'Café', 15, 5],
      ['paused', 'Almoço', 5, 0],
    ])
    expect(sums.reduce((a, s) => a + s.ms, 0)).toBe(at('14:00') - at('12:00'))
  })

  test('an empty day', () => {
    const gone = { blip: 'offline', puzzel: 'logged_off', smartspace: 'offline' } as const
    const away = stretches({ intervals: [interval('00:00', '12:00', { labels: gone })] }, 'blip')
    expect(isEmpty(away)).toBe(true)
    expect(isEmpty([])).toBe(true)
    expect(isEmpty(stretches({ intervals }, 'blip'))).toBe(false)
  })
})

test('seconds that are shown add up to what is shown as their sum', () => {
  expect(wholeSeconds([1_500, 1_500, 1_000])).toEqual([2, 1, 1])
  expect(wholeSeconds([999, 999])).toEqual([1, 0])
  expect(wholeSeconds([])).toEqual([])
})

test('lengths beside times of day are words', () => {
  const said = (ms: number) => inWords(ms, 'pt-BR').replaceAll('\u00a0', ' ')
  expect([0, 999, 59_999, 60_000, 750_000, 3_600_000, 3_605_000, 4_020_000, 90_000_000].map(said)).toEqual([
    '1 s',
    '1 s',
    '59 s',
    '1 min',
    '12 min 30 s',
    '1 h',
    '1 h',
    '1 h 7 min',
    '25 h',
  ])
})

describe('looking nearer', () => {
  const whole = { from: at('03:00'), to: at('15:00') }

  test('what is under the pointer stays there', () => {
    const near = zoom(whole, whole, 4, at('06:00'))
    expect((near.to - near.from) / minute).toBe(180)
    expect((at('06:00') - near.from) / (near.to - near.from)).toBeCloseTo(0.25)
  })

  test('never beyond the day, nor nearer than a minute', () => {
    expect(zoom(whole, whole, 0.5, at('06:00'))).toEqual(whole)
    let view = whole
    for (let i = 0; i < 40; i++) view = zoom(view, whole, 2, at('14:59'))
    expect(view.to - view.from).toBe(shortest)
    expect(pan(view, whole, 24 * 60 * minute).to).toBe(whole.to)
    expect(pan(view, whole, -24 * 60 * minute).from).toBe(whole.from)
  })

  test('begins with what happened, with some air', () => {
    const there: Stretch = {
      from: at('08:00'),
      to: at('09:00'),
      label: 'online',
      reason: null,
      overrun: 0,
      corrected: false,
    }
    const away = { ...there, from: at('03:00'), to: at('08:00'), label: 'offline' }
    expect(firstView([away, there], whole)).toEqual({ from: at('07:55'), to: at('09:05') })
    expect(firstView([away], whole)).toEqual(whole)
  })
})

describe('the hours', () => {
  test('are round by the company’s clock', () => {
    const view = { from: at('03:10'), to: at('15:00') }
    const shown = ticks(view, 'America/Sao_Paulo', 8).map(t => new Date(t).toISOString().slice(11, 16))
    expect(shown).toEqual(['05:00', '07:00', '09:00', '11:00', '13:00', '15:00'])
    expect(ticks(view, 'Asia/Kolkata', 8).map(t => new Date(t).toISOString().slice(14, 16))[0]).toBe('30')
  })

  test('a day of 25 hours has all of them', () => {
    const from = Date.parse('2026-10-24T22:00:00Z')
    const day = { from, to: from + 25 * 60 * minute }
    expect(ticks(day, 'Europe/Stockholm', 30)).toHaveLength(26)
  })

  test('nearer there are more', () => {
    expect(ticks({ from: at('12:00'), to: at('12:05') }, 'UTC', 8)).toHaveLength(6)
  })
})

test('the day beside, over months and years', () => {
  expect(dayBeside('2026-03-01', -1)).toBe('2026-02-28')
  expect(dayBeside('2026-12-31', 1)).toBe('2027-01-01')
})
