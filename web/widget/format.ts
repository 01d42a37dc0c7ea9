import type { Locale, Strings } from './i18n'

export function clock(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** The line between two days of a thread. */
export function day(at: string, now: number, locale: Locale, strings: Strings): string {
  const date = new Date(at)
  if (sameDay(date, new Date(now))) return strings.today
  if (sameDay(date, new Date(now - 86_400_000))) return strings.yesterday
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(date)
}

export function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString()
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const last = words.length > 1 ? words.at(-1) : ''
  return ((words[0]?.match(/./u)?.[0] ?? '') + (last?.match(/./u)?.[0] ?? '')).toUpperCase()
}
