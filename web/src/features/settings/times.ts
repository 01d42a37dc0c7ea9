import type { Installation } from '@/api'
import { type Range, read, type Typed } from './numbers'

/** The number fields of the page, by where they stand in the installation; times in seconds or in minutes. */
export const timeFields = {
  'presence.lost_after_seconds': { min: 35, max: 600 },
  'presence.lost_grace_seconds': { min: 1, max: 1440, unit: 60 },
  'presence.reload_grace_seconds': { min: 3, max: 120 },
  'hold_times.answer_seconds': { min: 5, max: 600 },
  'hold_times.wrap_up_seconds': { min: 0, max: 3600 },
  'hold_times.no_answer_seconds': { min: 0, max: 600 },
  'hold_times.busy_seconds': { min: 0, max: 600 },
  'service.seconds': { min: 1, max: 86_400 },
  'breaks.breaks': { min: 0, max: 10 },
  'breaks.length_seconds': { min: 0, max: 120, unit: 60 },
  'breaks.edge_seconds': { min: 0, max: 360, unit: 60 },
  'breaks.meal_seconds': { min: 0, max: 180, unit: 60 },
  'breaks.warn_seconds': { min: 0, max: 120, unit: 60 },
  'breaks.short_shift_seconds': { min: 0, max: 1440, unit: 60 },
  'breaks.short_breaks': { min: 0, max: 10 },
} satisfies Record<string, Range>

export type TimeField = keyof typeof timeFields

/** Each as it is typed, in its unit. */
export type TimeValues = Record<TimeField, Typed>

type Numbers = Record<string, Record<string, number>>

export const fieldNames = Object.keys(timeFields) as TimeField[]
export const rangeOf = (name: TimeField): Range => timeFields[name]

/** Whether one would be out of the queues before one is even lost. */
export const graceTooShort = (typed: TimeValues): boolean =>
  read(typed['presence.lost_grace_seconds'], 60) < read(typed['presence.lost_after_seconds'])

export function toTyped(installation: Installation): TimeValues {
  const typed = {} as TimeValues
  for (const name of fieldNames) {
    const [part, key] = name.split('.') as [string, string]
    const seconds = (installation as unknown as Numbers)[part]?.[key] ?? 0
    typed[name] = seconds / (rangeOf(name).unit ?? 1)
  }
  return typed
}

/** The installation with what was typed, which has no fault any more. */
export function withTyped(installation: Installation, typed: TimeValues): Installation {
  const next = structuredClone(installation)
  for (const name of fieldNames) {
    const [part, key] = name.split('.') as [string, string]
    const group = (next as unknown as Numbers)[part]
    if (group) group[key] = read(typed[name], rangeOf(name).unit)
  }
  return next
}
