import type { Status, StatusName } from '@/api'
import { secondsBetween, stopwatch } from '@/shared/time/duration'

/** The three that a person can choose, B-STATUS-01; the server may know a fourth, which is not theirs to see. */
export const choices: readonly StatusName[] = ['online', 'paused', 'invisible']

/** What choosing a status leads to: done at once, or first the reason is asked, B-STATUS-07 and 08. */
export type Choice = { do: 'set'; status: StatusName } | { do: 'ask' } | { do: 'nothing' }

export function choose(
  wanted: StatusName,
  now: Pick<Status, 'status'>,
  reasons: readonly { active: boolean }[],
): Choice {
  if (wanted === 'paused' && reasons.some(r => r.active)) return { do: 'ask' }
  if (wanted === now.status) return { do: 'nothing' }
  return { do: 'set', status: wanted }
}

/** The pause's stopwatch, B-STATUS-14. Past its planned time it only goes on, B-STATUS-18. */
export interface PauseClock {
  elapsed: string
  planned: string | null
  over: boolean
}

export function pauseClock(status: Status, now: number): PauseClock | null {
  if (status.status !== 'paused') return null
  const seconds = secondsBetween(status.since, now)
  const planned = status.reason?.seconds ?? 0
  return {
    elapsed: stopwatch(seconds),
    planned: planned > 0 ? stopwatch(planned) : null,
    over: planned > 0 && seconds > planned,
  }
}
