import { bytes } from '../bytes'
import { shortWait } from './duration'

/** Formats instants for one person: their language, the company's time zone. */
export interface Formats {
  time: (at: string | number) => string
  /** To the second. */
  clock: (at: string | number) => string
  date: (at: string | number) => string
  /** As short as a day gets: on an axis. */
  dayMonth: (at: string | number) => string
  dateTime: (at: string | number) => string
  dayLine: (at: string, now: number, words: { today: string; yesterday: string }) => string
  dayKey: (at: string | number) => string
  wait: (seconds: number) => string
  bytes: (n: number) => string
  number: (n: number) => string
}

export function formats(locale: string, timeZone: string): Formats {
  const intl = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone })
    return (at: string | number) => format.format(new Date(at))
  }
  const key = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const dayKey = (at: string | number) => key.format(new Date(at))
  const weekday = intl({ weekday: 'long', day: 'numeric', month: 'long' })
  const withYear = intl({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    time: intl({ hour: '2-digit', minute: '2-digit' }),
    clock: intl({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    date: intl({ dateStyle: 'medium' }),
    dayMonth: intl({ day: '2-digit', month: '2-digit' }),
    dateTime: intl({ dateStyle: 'short', timeStyle: 'short' }),
    dayKey,
    dayLine: (at, now, words) => {
      const day = dayKey(at)
      if (day === dayKey(now)) return words.today
      if (day === dayKey(now - 86_400_000)) return words.yesterday
      return day.slice(0, 4) === dayKey(now).slice(0, 4) ? weekday(at) : withYear(at)
    },
    wait: seconds => {
      const { value, unit } = shortWait(seconds)
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
    },
    bytes: n => bytes(n, locale),
    number: n => number.format(n),
  }
}
