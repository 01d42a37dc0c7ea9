import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Report, ReportColumn, ReportFact, ReportValue } from '@/api'
import { nameOf } from './download'
import {
  added,
  busyRows,
  chosen,
  evenTicks,
  indexesOf,
  nextOrder,
  nothingCounted,
  numbers,
  ordered,
  orderOf,
  parts,
  setsOf,
  shortName,
  shown,
  sortOf,
} from './model'
import { counted, linesOf } from './progress'
import { addDays, days, rangeFault, rangeOf } from './range'
import { reportSearch } from './search'

const column = (key: string, change: Partial<ReportColumn> = {}): ReportColumn => ({
  key,
  title: key,
  unit: 'count',
  formula: 'Contados no período.',
  total: 'sum',
  quotient: false,
  from: 'leg',
  ...change,
})

const report = (columns: ReportColumn[], rows: (number | null)[][]): Report => {
  const value = (v: number | null) => ({ value: v, numerator: v ?? 0 }) as unknown as ReportValue
  return {
    kind: 'agents',
    from: '2026-03-01T03:00:00Z',
    to: '2026-03-02T03:00:00Z',
    until: '2026-03-02T03:00:00Z',
    zone: 'America/Sao_Paulo',
    service: { seconds: 20, variant: 3 },
    columns,
    rows: rows.map((values, i) => ({ agent: { id: String(i), name: `A${i}` }, values: values.map(value) })),
    totals: columns.map((_, i) => value(rows.reduce((sum, r) => sum + (r[i] ?? 0), 0))),
  }
}

describe('the days that are asked for', () => {
  const today = '2026-03-02'
  test.each([
    ['today', '2026-03-02', '2026-03-02'],
    ['yesterday', '2026-03-01', '2026-03-01'],
    ['week', '2026-02-24', '2026-03-02'],
    ['month', '2026-03-01', '2026-03-02'],
  ] as const)('%s', (range, from, to) => expect(rangeOf({ range }, today)).toEqual({ from, to }))

  test('nothing is today, and one’s own is one’s own', () => {
    expect(rangeOf({}, today)).toEqual({ from: today, to: today })
    expect(rangeOf({ range: 'custom', from: '2026-01-01' }, today)).toEqual({ from: '2026-01-01', to: '' })
  })
  test('days have no hours: none is lost where clocks change', () => {
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(days({ from: '2026-03-01', to: '2026-03-31' })).toBe(31)
  })
  test.each([
    ['2026-03-01', '2026-03-31', null],
    ['2026-03-01', '2026-04-01', 'long'],
    ['2026-03-02', '2026-03-01', 'order'],
    ['', '2026-03-01', 'missing'],
    ['2026-02-01', '31/03/2026', 'missing'],
  ])('%s to %s of at most 31: %s', (from, to, fault) => expect(rangeFault({ from, to }, 31)).toBe(fault))
})

test('an address says what it knows, and whatever else stands there is not read', () => {
  const raw = {
    range: 'week',
    from: 5,
    agent: 'x'.repeat(61),
    step: '15',
    split: 'agent',
    evil: 'y',
    queue: '',
  }
  expect(reportSearch(raw)).toEqual({ range: 'week', split: 'agent' })
  expect(reportSearch({ range: 'century', step: 15 })).toEqual({ step: 15 })
})

describe('values', () => {
  const pt = numbers('pt-BR')
  const ratio = column('service_level', { unit: 'ratio', quotient: true, total: 'pooled' })
  const occupancy = column('occupancy', { unit: 'ratio', quotient: true, from: 'interval' })
  const value = (v: number | null, numerator = 0, denominator = 0) =>
    ({ value: v, numerator, denominator }) as unknown as ReportValue

  test('an empty denominator is “–” and never 0', () => {
    expect(shown(ratio, value(null), pt)).toBe('–')
    expect(shown(ratio, { numerator: 0 }, pt)).toBe('–')
    expect(shown(ratio, value(0, 0, 4), pt)).toBe('0,0%')
  })
  test('each in its unit', () => {
    expect(shown(ratio, value(0.8113, 860, 1060), pt)).toBe('81,1%')
    expect(shown(column('x', { unit: 'ms' }), value(90_061_499), pt)).toBe('25:01:01')
    expect(shown(column('concurrency', { quotient: true }), value(1.5), pt)).toBe('1,50')
    expect(shown(column('handled'), value(1200), pt)).toBe('1.200')
  })
  test('numerator and denominator: counts of work, time of time', () => {
    expect(parts(ratio, value(0.5, 2, 4), pt)).toEqual({ numerator: '2', denominator: '4' })
    expect(parts(occupancy, value(0.5, 60_000, 120_000), pt)).toEqual({
      numerator: '0:01:00',
      denominator: '0:02:00',
    })
    const mean = column('handling_time', { unit: 'ms', quotient: true })
    expect(parts(mean, value(30_000, 60_000, 2), pt)).toEqual({ numerator: '0:01:00', denominator: '2' })
    expect(parts(column('handled'), value(3, 3), pt)).toBeNull()
  })
  test('what one fact added', () => {
    const fact = (numerator: number, denominator?: number) => ({ numerator, denominator }) as ReportFact
    expect(added(ratio, fact(1, 1), pt)).toBe('1 / 1')
    expect(added(column('handling_time', { unit: 'ms', quotient: true }), fact(61_000, 1), pt)).toBe(
      '0:01:01',
    )
    expect(added(column('handled'), fact(1), pt)).toBe('1')
  })
})

describe('rows', () => {
  const columns = [column('handled'), column('blip_offline', { unit: 'ms' })]
  const r = report(columns, [
    [2, 0],
    [null, 0],
    [5, 9],
    [2, 0],
  ])
  const names = (rows: readonly { agent?: { name: string } }[]) => rows.map(x => x.agent?.name)

  test('most first, ties as they were, and what has no value last both ways', () => {
    const first = orderOf(undefined, () => true)
    const most = nextOrder(first, 'handled')
    expect(names(ordered(r, most))).toEqual(['A2', 'A0', 'A3', 'A1'])
    expect(names(ordered(r, nextOrder(most, 'handled')))).toEqual(['A0', 'A3', 'A2', 'A1'])
    expect(names(ordered(r, nextOrder(first, '')))).toEqual(['A3', 'A2', 'A1', 'A0'])
  })
  test('an address names the order, by a column that is there', () => {
    const among = (key: string) => key === 'handled'
    for (const sort of [undefined, '-', 'handled', '-handled'])
      expect(sortOf(orderOf(sort, among))).toBe(sort)
    for (const sort of ['', 'entered', '-entered']) expect(sortOf(orderOf(sort, among))).toBeUndefined()
  })
  test('being away all the time is nothing', () => {
    expect(nothingCounted(r)).toBe(false)
    expect(nothingCounted(report(columns, [[0, 86_400_000]]))).toBe(true)
  })
  test('what is drawn begins and ends with something, and keeps the gap between', () => {
    const day = report([column('answered')], [[0], [3], [0], [1], [0]])
    expect(busyRows(day).map(row => row.agent?.name)).toEqual(['A1', 'A2', 'A3'])
    expect(busyRows(report([column('answered')], [[0]]))).toEqual([])
  })
  test('columns are shown in sets, those of reasons and queues in theirs', () => {
    const many = ['blip_online', 'pause:1', 'overrun', 'signed_in:q', 'handled', 'offered'].map(k =>
      column(k),
    )
    expect(setsOf(many, 'agents')).toEqual([
      'main',
      'status',
      'pauses',
      'handling',
      'offers',
      'sign_ins',
      'all',
    ])
    expect(indexesOf(many, 'pauses', 'agents')).toEqual([1, 2])
    expect(indexesOf(many, 'main', 'agents')).toEqual([0, 2, 4])
  })
})

test('a file is called as the server calls it', () => {
  expect(nameOf('attachment; filename="pronto-days-2026-03-01-2026-03-31.csv"')).toBe(
    'pronto-days-2026-03-01-2026-03-31.csv',
  )
  expect(nameOf(null)).toBe('pronto')
})

describe('the columns that a file has', () => {
  const columns = ['blip_online', 'handled', 'blip_paused', 'offered'].map(key => column(key))
  test('are those of the page, in its order', () => {
    expect(chosen(columns, 'status', 'agents')).toEqual(['blip_online', 'blip_paused'])
    expect(chosen(columns, 'main', 'agents')).toEqual(['blip_online', 'blip_paused', 'handled'])
    expect(chosen(columns, 'all', 'agents')).toEqual(['blip_online', 'handled', 'blip_paused', 'offered'])
  })
  test('a set that the report does not have is the main one', () => {
    expect(chosen(columns, 'puzzel', 'agents')).toEqual(['blip_online', 'blip_paused', 'handled'])
  })
})

describe('progress', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const streamed = (...parts: string[]) =>
    new Response(
      new ReadableStream({
        start(to) {
          for (const part of parts) to.enqueue(new TextEncoder().encode(part))
          to.close()
        },
      }),
    )

  test('lines come whole, however they were cut', async () => {
    const lines: string[] = []
    const body = streamed('{"done":1,', '"of":4}\n{"done":2,"of":4}\n{"do').body
    if (!body) throw new Error('there is nothing to read')
    for await (const line of linesOf(body)) lines.push(line)
    expect(lines).toEqual(['{"done":1,"of":4}', '{"done":2,"of":4}'])
  })

  test('what is soon there is not told of; what takes a while is, and giving up ends both', async () => {
    vi.useFakeTimers()
    const asked: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url)
      return Promise.resolve(streamed('{"done":1,"of":4}\n', '{"done":2,"of":4}\n'))
    })
    const told: unknown[] = []
    expect(
      await counted(
        new AbortController().signal,
        p => told.push(p),
        async () => 7,
      ),
    ).toBe(7)
    await vi.advanceTimersByTimeAsync(5000)
    expect(told).toEqual([null])
    expect(asked).toEqual([])

    const stop = new AbortController()
    const long = counted(
      stop.signal,
      p => told.push(p),
      () => new Promise((_, no) => stop.signal.addEventListener('abort', () => no(new Error('given up')))),
    )
    const over = expect(long).rejects.toThrow('given up')
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual([expect.stringMatching(/^\/api\/v1\/reports\/progress\/\w{26}$/)])
    expect(told.slice(1)).toEqual([
      { done: 0, of: 0 },
      { done: 1, of: 4 },
      { done: 2, of: 4 },
    ])
    stop.abort()
    await over
    expect(told.at(-1)).toBeNull()
  })
})

test.each([
  [1.74, [0, 0.5, 1, 1.5, 2]],
  [36, [0, 10, 20, 30, 40]],
  [8, [0, 2, 4, 6, 8]],
  [0, [0]],
])('an axis up to %d is divided evenly', (most, ticks) => expect(evenTicks(most)).toEqual(ticks))

test('beside a bar a name is short, and no sign of it is torn', () => {
  expect(shortName('Financeiro')).toBe('Financeiro')
  expect(shortName('a'.repeat(24))).toBe('a'.repeat(24))
  expect(shortName('🎉'.repeat(25))).toBe(`${'🎉'.repeat(23)}…`)
  expect(shortName('Fila de nome muito longo demais')).toBe('Fila de nome muito long…')
})
