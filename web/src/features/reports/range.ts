import type { ReportSearch } from './search'

/** Days of the company's calendar, both included. */
export interface Range {
  from: string
  to: string
}

/** A day so many days from another, of days as the calendar names them. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`))

/** The days that are asked for; today when nothing is. */
export function rangeOf(search: Pick<ReportSearch, 'range' | 'from' | 'to'>, today: string): Range {
  switch (search.range) {
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) }
    case 'week':
      return { from: addDays(today, -6), to: today }
    case 'month':
      return { from: `${today.slice(0, 7)}-01`, to: today }
    case 'custom':
      return { from: search.from ?? '', to: search.to ?? '' }
  }
  return { from: today, to: today }
}

export type RangeFault = 'missing' | 'order' | 'long'

/** Why a range cannot be asked for; null when it can. */
export function rangeFault({ from, to }: Range, most: number): RangeFault | null {
  if (!isDay(from) || !isDay(to)) return 'missing'
  if (to < from) return 'order'
  return days({ from, to }) > most ? 'long' : null
}

export function days({ from, to }: Range): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000) + 1
}
