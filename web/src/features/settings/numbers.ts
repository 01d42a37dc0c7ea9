/**
 * What is typed into a number field stays as it was typed, whatever it is; it is
 * read when it is saved, and what cannot be is said beside the field.
 */
export type Typed = number | string

export interface Range {
  min: number
  max: number
  /** The seconds of one: a field in minutes has 60, of which a half is whole seconds too. */
  unit?: number
}

export type NumberFault = 'missing' | 'whole' | 'range'

export function faultOf(value: Typed, { min, max, unit = 1 }: Range): NumberFault | null {
  if (String(value).trim() === '') return 'missing'
  const n = Number(value)
  if (!Number.isFinite(n)) return 'missing'
  if (!Number.isInteger(round(n * unit))) return 'whole'
  return n < min || n > max ? 'range' : null
}

/** The value of a field without fault, in seconds where it is a time. */
export const read = (value: Typed, unit = 1): number => round(Number(value) * unit)

/** 0.1 × 60 must be 6. */
const round = (n: number) => Math.round(n * 1e6) / 1e6

/** 06:20 as seconds; null for what is none. 24:00 is a day. */
export function clockToSeconds(text: string): number | null {
  const parts = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text.trim())
  if (!parts) return null
  const [hours, minutes] = [Number(parts[1]), Number(parts[2])]
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return null
  return hours * 3600 + minutes * 60
}

export function secondsToClock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}`
}
