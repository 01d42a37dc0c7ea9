import type { Report, ReportColumn, ReportFact, ReportRow, ReportValue } from '@/api'
import type { Split, Step } from './search'

export type Kind = 'agents' | 'queues' | 'intervals' | 'days'
export const reports = ['agents', 'queues', 'intervals', 'days', 'breaks'] as const
export type ReportName = (typeof reports)[number]

/** How many days one may ask for at once. */
export const mostDays: Record<ReportName, number> = {
  agents: 366,
  queues: 366,
  intervals: 31,
  days: 366,
  breaks: 366,
}

// Which columns are shown together: all of them at once nobody reads.

export const setNames = [
  'main',
  'status',
  'pauses',
  'occupancy',
  'waiting',
  'handling',
  'offers',
  'sign_ins',
  'puzzel',
  'smartspace',
  'all',
] as const
export type SetName = (typeof setNames)[number]

const waiting = [
  'entered',
  'answered',
  'abandoned',
  'flowed_out',
  'waiting',
  'service_level',
  'abandonment',
  'wait_answered',
  'wait_abandoned',
  'longest_wait',
]
const handling = [
  'assigned',
  'handled',
  'archived',
  'returned',
  'moved',
  'handling_time',
  'first_response',
  'first_response_median',
  'first_response_p90',
  'transferred_legs',
  'transferred_conversations',
]
const occupancy = ['contact', 'idle', 'occupancy', 'concurrency']
const status = ['blip_online', 'blip_paused', 'blip_invisible', 'blip_offline']

const overTime = [
  'entered',
  'answered',
  'abandoned',
  'service_level',
  'wait_answered',
  'longest_wait',
  'handled',
  'handling_time',
  'blip_online',
  'occupancy',
]

const mainOf: Record<Kind, readonly string[]> = {
  agents: [
    'blip_online',
    'blip_paused',
    'overrun',
    'occupancy',
    'concurrency',
    'handled',
    'handling_time',
    'first_response_median',
    'answer_rate',
  ],
  queues: [
    'entered',
    'answered',
    'abandoned',
    'service_level',
    'abandonment',
    'wait_answered',
    'longest_wait',
    'handled',
    'handling_time',
    'first_response_median',
  ],
  intervals: overTime,
  days: overTime,
}

/** To which set a figure belongs, beside the main one. */
export function setOf(key: string): SetName {
  if (key.startsWith('blip_')) return 'status'
  if (key.startsWith('puzzel_')) return 'puzzel'
  if (key.startsWith('smartspace_')) return 'smartspace'
  if (key.startsWith('pause') || key.startsWith('overrun')) return 'pauses'
  if (key.startsWith('signed_in')) return 'sign_ins'
  if (occupancy.includes(key)) return 'occupancy'
  if (waiting.includes(key)) return 'waiting'
  if (handling.includes(key)) return 'handling'
  return 'offers'
}

/** Figures of an agent's time: no channel narrows them. */
export const ofTime = (c: ReportColumn) => c.from === 'interval' || c.from === 'sign_in'

/** The sets that a report has something for. */
export function setsOf(columns: readonly ReportColumn[], kind: Kind): SetName[] {
  return setNames.filter(s => indexesOf(columns, s, kind).length > 0)
}

/** Where the columns of a set are. */
export function indexesOf(columns: readonly ReportColumn[], set: SetName, kind: Kind): number[] {
  if (set === 'all') return columns.map((_, i) => i)
  if (set !== 'main') return columns.flatMap((c, i) => (setOf(c.key) === set ? [i] : []))
  return mainOf[kind].flatMap(key => {
    const i = columns.findIndex(c => c.key === key)
    return i < 0 ? [] : [i]
  })
}

/** Which of the sets is shown: what was chosen, or the first there is. */
export function shownSet(columns: readonly ReportColumn[], wanted: string | undefined, kind: Kind): SetName {
  const sets = setsOf(columns, kind)
  return sets.find(s => s === (wanted ?? 'main')) ?? sets[0] ?? 'main'
}

/** The figures of the set that is shown, in its order. */
export const chosen = (columns: readonly ReportColumn[], wanted: string | undefined, kind: Kind): string[] =>
  indexesOf(columns, shownSet(columns, wanted, kind), kind).flatMap(i => columns[i]?.key ?? [])

// Values.

export interface Numbers {
  /** Milliseconds as hours, minutes and seconds. */
  length: (ms: number) => string
  count: (n: number) => string
  decimal: (n: number) => string
  share: (n: number) => string
  /** Shares and numbers on an axis. */
  whole: (n: number) => string
  short: (n: number) => string
}

export function numbers(locale: string): Numbers {
  const format = (options: Intl.NumberFormatOptions) => {
    const f = new Intl.NumberFormat(locale, options)
    return (n: number) => f.format(n)
  }
  return {
    length: hoursOf,
    count: format({ maximumFractionDigits: 0 }),
    decimal: format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    share: format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    whole: format({ style: 'percent', maximumFractionDigits: 0 }),
    short: format({ maximumFractionDigits: 2 }),
  }
}

/** 3 725 000 → 1:02:05; there may be more than a day's hours. */
function hoursOf(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** “–” where there is nothing to divide by: that is not nought. */
export const none = '–'

export function shown(column: ReportColumn, value: ReportValue, n: Numbers): string {
  const { value: v } = value
  if (v == null) return none
  if (column.unit === 'ms') return n.length(v)
  if (column.unit === 'ratio') return n.share(v)
  return column.quotient ? n.decimal(v) : n.count(v)
}

const longestName = 24

/** A name beside a bar, where longer ones would run into each other; the table has them whole. */
export function shortName(name: string): string {
  const signs = [...name]
  return signs.length > longestName
    ? `${signs
        .slice(0, longestName - 1)
        .join('')
        .trimEnd()}…`
    : name
}

/** What a value was divided from; null of what is a sum. */
export function parts(
  column: ReportColumn,
  value: Pick<ReportValue, 'numerator' | 'denominator'>,
  n: Numbers,
): { numerator: string; denominator: string } | null {
  if (!column.quotient) return null
  const ofTime = column.from === 'interval'
  const numerator = ofTime || column.unit === 'ms' ? n.length(value.numerator) : n.count(value.numerator)
  const d = value.denominator ?? 0
  return { numerator, denominator: ofTime ? n.length(d) : n.count(d) }
}

/** What one fact added to a figure. */
export function added(column: ReportColumn, fact: ReportFact, n: Numbers): string {
  const of = parts(column, fact, n)
  if (of && column.unit === 'ratio') return `${of.numerator} / ${of.denominator}`
  if (of) return column.from === 'interval' ? `${of.numerator} / ${of.denominator}` : of.numerator
  return column.unit === 'ms' ? n.length(fact.numerator) : n.count(fact.numerator)
}

// Rows.

export interface Order {
  /** A column's key; empty is what the rows are of. */
  by: string
  down: boolean
}

/** The order that an address names, if that is by one of the columns; else the first. */
export function orderOf(sort: string | undefined, among: (key: string) => boolean): Order {
  const [, minus, by = ''] = /^(-?)(.*)$/.exec(sort ?? '') ?? []
  return { by: among(by) ? by : '', down: minus === '-' && (by === '' || among(by)) }
}

/** How an address names it; the first order it does not name. */
export const sortOf = ({ by, down }: Order): string | undefined => `${down ? '-' : ''}${by}` || undefined

/** Another column begins with its most; the same one turns round. */
export const nextOrder = (order: Order, by: string): Order =>
  order.by === by ? { by, down: !order.down } : { by, down: by !== '' }

/** In order; what has no value comes last both ways, and ties stay as they were. */
export function ordered(report: Report, order: Order): readonly ReportRow[] {
  const i = report.columns.findIndex(c => c.key === order.by)
  if (i < 0) return order.down ? [...report.rows].reverse() : report.rows
  const value = (r: ReportRow) => r.values[i]?.value ?? null
  return [...report.rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return order.down ? y - x : x - y
  })
}

export const rowKey = (r: ReportRow) =>
  `${r.start ?? ''} ${r.agent?.id ?? ''} ${r.queue?.id ?? ''} ${r.channel?.id ?? ''}`

export const nothingCounted = (report: Report) =>
  report.totals.every((v, i) => {
    const key = report.columns[i]?.key ?? ''
    const absent = key === 'blip_offline' || key === 'puzzel_logged_off' || key === 'smartspace_offline'
    return absent || (v.numerator === 0 && (v.denominator ?? 0) === 0)
  })

// Charts.

/** A value of a row by its figure's key, for a chart. */
export function valueAt(report: Report, row: ReportRow, key: string): number | null {
  const i = report.columns.findIndex(c => c.key === key)
  return row.values[i]?.value ?? null
}

/** From the first to the last row in which something was: a night of nothing is not drawn. */
export function busyRows(report: Report): readonly ReportRow[] {
  const some = (r: ReportRow) => r.values.some(v => v.numerator !== 0 || (v.denominator ?? 0) !== 0)
  const last = report.rows.findLastIndex(some)
  return last < 0 ? [] : report.rows.slice(report.rows.findIndex(some), last + 1)
}

/** Round numbers from nought to what holds the most: 0, 5, 10, and not 0, 4.5, 9. */
export function evenTicks(most: number): number[] {
  if (most <= 0) return [0]
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find(s => s * power >= rough) ?? 10)
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step)
}

/** Which figures a report by time is asked for, to draw it. */
export const drawn = ['answered', 'abandoned', 'flowed_out', 'waiting', 'service_level', 'occupancy'] as const
export const statusKeys = status.slice(0, 3)

// What a figure was counted from.

export interface Drill {
  kind: Kind
  figure: string
  title: string
  from: string
  to: string
  agent?: string
  queue?: string
  channel?: string
  split?: Split
  step?: Step
  /** The row that is opened; none is the total. */
  row?: { start?: string; agent?: string; queue?: string; channel?: string }
  /** Of whom and when, in words. */
  of: string
}
