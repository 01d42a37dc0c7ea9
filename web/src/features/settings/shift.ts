import type { User } from '@/api'
import { clockToSeconds, secondsToClock } from './numbers'

/** A planned shift as it is typed. */
export interface ShiftDraft {
  kind: 'none' | 'length' | 'clock'
  length: string
  start: string
  end: string
}

export function shiftDraft(shift: User['shift']): ShiftDraft {
  const { length_seconds: length, start_seconds: start, end_seconds: end } = shift
  const clock = start !== end
  return {
    kind: clock ? 'clock' : length > 0 ? 'length' : 'none',
    length: length > 0 ? secondsToClock(length) : '',
    start: clock ? secondsToClock(start) : '',
    end: clock ? secondsToClock(end) : '',
  }
}

export type ShiftFault = 'length' | 'clock' | 'same'

/** What is wrong with it, by field. An end before the start is on the next day. */
export function shiftFaults(draft: ShiftDraft): Partial<Record<'length' | 'start' | 'end', ShiftFault>> {
  if (draft.kind === 'none') return {}
  if (draft.kind === 'length') {
    const length = clockToSeconds(draft.length)
    return length === null || length === 0 ? { length: 'length' } : {}
  }
  const timeOfDay = (text: string) => {
    const seconds = clockToSeconds(text)
    return seconds === null || seconds === 86_400 ? null : seconds
  }
  const start = timeOfDay(draft.start)
  const end = timeOfDay(draft.end)
  if (start !== null && start === end) return { end: 'same' }
  return { ...(start === null ? { start: 'clock' } : {}), ...(end === null ? { end: 'clock' } : {}) }
}

export function toShift(draft: ShiftDraft): User['shift'] {
  const seconds = (text: string) => clockToSeconds(text) ?? 0
  return {
    length_seconds: draft.kind === 'length' ? seconds(draft.length) : 0,
    start_seconds: draft.kind === 'clock' ? seconds(draft.start) : 0,
    end_seconds: draft.kind === 'clock' ? seconds(draft.end) : 0,
  }
}

/** How long it lasts, and whether over midnight; null while it cannot be told. */
export function shiftSpan(draft: ShiftDraft): { seconds: number; overnight: boolean } | null {
  if (draft.kind !== 'clock' || Object.keys(shiftFaults(draft)).length > 0) return null
  const { start_seconds: start, end_seconds: end } = toShift(draft)
  return { seconds: (end - start + 86_400) % 86_400, overnight: end < start }
}
