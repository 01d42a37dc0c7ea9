import type { AgentDay, Me } from '@/api'

type Interval = AgentDay['intervals'][number]
type Vocabulary = Me['vocabulary']

/** A stretch of the day as it is drawn: intervals that only differ in what is not shown are one. */
export interface Stretch {
  from: number
  to: number
  label: string
  reason: string | null
  /** At its end, of a pause: how much of it is beyond the planned time. */
  overrun: number
  corrected: boolean
}

/** The day in the installation's words (C-01). */
export function stretches(day: Pick<AgentDay, 'intervals'>, vocabulary: Vocabulary): Stretch[] {
  const out: Stretch[] = []
  for (const i of day.intervals) {
    const next: Stretch = {
      from: Date.parse(i.from),
      to: Date.parse(i.to),
      label: i.labels[vocabulary],
      reason: reasonOf(i, vocabulary),
      overrun: i.overrun_ms,
      corrected: i.corrected,
    }
    const last = out.at(-1)
    if (last && joins(last, next)) Object.assign(last, { to: next.to, overrun: last.overrun + next.overrun })
    else out.push(next)
  }
  return out
}

/** A call during a pause is a call in Puzzel's words, and has no reason there. */
function reasonOf(i: Interval, vocabulary: Vocabulary): string | null {
  return isPause(i.labels[vocabulary]) ? (i.reason?.name ?? null) : null
}

export const isPause = (label: string) => label === 'paused' || label === 'pause'

/** A pause that was begun anew for the same reason is another pause, once the one before had run over. */
function joins(a: Stretch, b: Stretch): boolean {
  const begunAnew = a.overrun > 0 && b.overrun === 0
  return a.label === b.label && a.reason === b.reason && a.corrected === b.corrected && !begunAnew
}

export interface Total {
  label: string
  reason: string | null
  ms: number
  overrun: number
}

/** How long each was had, the longest first; together they are the day. */
export function totals(all: readonly Stretch[]): Total[] {
  const by = new Map<string, Total>()
  for (const s of all) {
    const key = `${s.label} ${s.reason ?? ''}`
    const sum = by.get(key) ?? { label: s.label, reason: s.reason, ms: 0, overrun: 0 }
    by.set(key, { ...sum, ms: sum.ms + s.to - s.from, overrun: sum.overrun + s.overrun })
  }
  return [...by.values()].sort((a, b) => b.ms - a.ms)
}

/** Whole seconds that add up to the whole: what rounding leaves over goes where most was cut off. */
export function wholeSeconds(ms: readonly number[]): number[] {
  const floors = ms.map(v => Math.floor(v / 1000))
  const whole = Math.floor(ms.reduce((a, b) => a + b, 0) / 1000)
  const left = whole - floors.reduce((a, b) => a + b, 0)
  const most = ms.map((v, i) => ({ i, rest: v % 1000 })).sort((a, b) => b.rest - a.rest)
  for (const { i } of most.slice(0, left)) floors[i] = (floors[i] ?? 0) + 1
  return floors
}

/** A length in words, by its two greatest units: 12 min 30 s, 1 h 7 min. What was short is a second. */
export function inWords(ms: number, locale: string): string {
  const seconds = Math.max(1, Math.floor(ms / 1000))
  const parts = [
    { unit: 'hour', value: Math.floor(seconds / 3600) },
    { unit: 'minute', value: Math.floor(seconds / 60) % 60 },
    { unit: 'second', value: seconds % 60 },
  ]
  const first = parts.findIndex(p => p.value > 0)
  return parts
    .slice(first, first + 2)
    .filter(p => p.value > 0)
    .map(({ unit, value }) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ')
}

/** Nothing was done at the desk. */
export const isEmpty = (all: readonly Stretch[]) =>
  all.every(s => s.label === 'offline' || s.label === 'logged_off')

// What is looked at.

/** The part of the day that is drawn. */
export interface View {
  from: number
  to: number
}

export const shortest = 60_000

/** Nearer (factor > 1) or further, while what is under the pointer stays there. */
export function zoom(view: View, whole: View, factor: number, at: number): View {
  const length = clamp(
    (view.to - view.from) / factor,
    Math.min(shortest, whole.to - whole.from),
    whole.to - whole.from,
  )
  const part = (at - view.from) / (view.to - view.from)
  return within({ from: at - part * length, to: at + (1 - part) * length }, whole)
}

export function pan(view: View, whole: View, by: number): View {
  return within({ from: view.from + by, to: view.to + by }, whole)
}

/** Pushed back into the day, as long as it was. */
export function within(view: View, whole: View): View {
  const length = Math.min(view.to - view.from, whole.to - whole.from)
  const from = clamp(view.from, whole.from, whole.to - length)
  return { from, to: from + length }
}

/** At first, what happened: from the first to the last moment at the desk, with some air. */
export function firstView(all: readonly Stretch[], whole: View): View {
  const there = all.filter(s => s.label !== 'offline' && s.label !== 'logged_off')
  const [first, last] = [there[0], there.at(-1)]
  if (!first || !last) return whole
  const air = Math.max((last.to - first.from) * 0.04, 5 * 60_000)
  return within({ from: first.from - air, to: last.to + air }, whole)
}

const clamp = (n: number, least: number, most: number) => Math.min(Math.max(n, least), most)

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360]

/** Round times of the zone within the view, at most so many. */
export function ticks(view: View, zone: string, most: number): number[] {
  const minutes = (view.to - view.from) / 60_000
  const step = steps.find(s => minutes / s <= most) ?? 720
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  // All zones are whole quarters of an hour apart, and clocks change by as much.
  const grid = (step % 15 === 0 ? 15 : 1) * 60_000
  const found: number[] = []
  for (let at = Math.ceil(view.from / grid) * grid; at <= view.to; at += grid) {
    const [h = 0, m = 0] = clock.format(at).split(':').map(Number)
    if (((h % 24) * 60 + m) % step === 0) found.push(at)
  }
  return found
}

/** The day before or after, of days as the calendar names them. */
export function dayBeside(date: string, days: number): string {
  const at = new Date(`${date}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
