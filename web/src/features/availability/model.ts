import type { Me, Reason, Status, StatusName } from '@/api'
import { secondsBetween, secondsLeft, stopwatch } from '@/shared/time/duration'

/** The three that a person can choose, B-STATUS-01; the server may know a fourth, which is not theirs to see. */
export const choices: readonly StatusName[] = ['online', 'paused', 'invisible']

export type Vocabulary = Me['vocabulary']
export type ReasonRule = Me['pause_reason_rule']

/** What choosing a status leads to: done at once, or first the reason is asked, B-STATUS-07 and 08. */
export type Choice = { do: 'set'; status: StatusName } | { do: 'ask' } | { do: 'nothing' }

export function choose(
  wanted: StatusName,
  now: Pick<Status, 'status'>,
  reasons: readonly { active: boolean }[],
  rule: ReasonRule,
): Choice {
  if (wanted === 'paused' && asksReason(reasons, rule)) return { do: 'ask' }
  if (wanted === now.status) return { do: 'nothing' }
  return { do: 'set', status: wanted }
}

/** A reason is offered when there is one, and asked for where none is configured but one is required, C-04. */
export const asksReason = (reasons: readonly { active: boolean }[], rule: ReasonRule) =>
  rule === 'required' || reasons.some(r => r.active)

/** The pause's stopwatch, B-STATUS-14; beside it what is left of the planned time, then how far it is passed. */
export interface PauseClock {
  elapsed: string
  /** Counting down, then up: B-STATUS-17, and B-STATUS-18 as it ends nothing. */
  left: string | null
  over: boolean
}

export function pauseClock(pause: { since: string; reason?: Reason }, now: number): PauseClock {
  const seconds = secondsBetween(pause.since, now)
  const planned = pause.reason?.seconds ?? 0
  const over = planned > 0 && seconds > planned
  return {
    elapsed: stopwatch(seconds),
    left: planned > 0 ? stopwatch(Math.abs(planned - seconds)) : null,
    over,
  }
}

/** A word of the status in the installation's vocabulary (C-01), as a key of the catalogue. */
export type Word =
  | `status.${StatusName}`
  | `status.puzzel.${Status['labels']['puzzel']}`
  | `status.smartspace.${Status['labels']['smartspace']}`

/** What one is now, in the installation's words. Blip's own label would say offline, which is nobody's to see. */
export function statusWord(status: Status, vocabulary: Vocabulary): Word {
  if (vocabulary === 'puzzel') return `status.puzzel.${status.labels.puzzel}`
  if (vocabulary === 'smartspace') return `status.smartspace.${status.labels.smartspace}`
  return `status.${status.status}`
}

const chosen = {
  puzzel: { online: 'ready', paused: 'pause', invisible: 'logged_off' },
  smartspace: { online: 'available', paused: 'paused', invisible: 'offline' },
} as const

/** What can be chosen, in the same words. */
export function choiceWord(choice: StatusName, vocabulary: Vocabulary): Word {
  if (vocabulary === 'puzzel') return `status.puzzel.${chosen.puzzel[choice]}`
  if (vocabulary === 'smartspace') return `status.smartspace.${chosen.smartspace[choice]}`
  return `status.${choice}`
}

/** What keeps calls, and perhaps all work, away for now beside the chosen status; in the order of 1.8.2. */
export type HoldName =
  | 'connecting'
  | 'connected'
  | 'wrap_up'
  | 'no_answer'
  | 'rejected'
  | 'busy_tone'
  | 'limit'
  | 'calls_blocked'

export interface HoldNow {
  name: HoldName
  /** Counting down where it ends by itself, counting up in a call; busy by a limit has no clock, P-STATUS-18. */
  clock: string | null
}

export function holdNow(status: Status, now: number): HoldNow | null {
  const hold = status.hold && !past(status.hold.until, now) ? status.hold : undefined
  const busy = status.busy && !past(status.busy.until, now) ? status.busy : undefined
  const ringsOrTalks = hold?.state === 'connecting' || hold?.state === 'connected'
  if (busy && !ringsOrTalks) return { name: busy.cause, clock: clockOf(busy, now) }
  if (hold) return { name: hold.state, clock: clockOf(hold, now) }
  if (status.labels.puzzel === 'busy' && !status.busy)
    return { name: status.open > status.limits.phone ? 'calls_blocked' : 'limit', clock: null }
  return null
}

const past = (until: string | undefined, now: number) => until !== undefined && secondsLeft(until, now) === 0

function clockOf(h: { since: string; until?: string }, now: number): string {
  return stopwatch(h.until ? secondsLeft(h.until, now) : secondsBetween(h.since, now))
}

/** One's state in a queue that one serves: the row names only those one is in or paused for. */
export type QueueState = 'in' | 'paused' | 'out'

export function queueState(status: Status, queue: string): QueueState {
  return status.queues.find(q => q.queue.id === queue)?.state ?? 'out'
}

/** In how many of the queues that one serves work can arrive. */
export const queuesIn = (status: Status) => status.queues.filter(q => q.state === 'in').length

/** The next instant at which a clock in that zone shows hh:mm, within a day; null for what is no time of day. */
export function nextAt(clock: string, now: number, zone: string): number | null {
  const wanted = minutesOf(clock)
  if (wanted === null) return null
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const shown = (at: number) => minutesOf(format.format(at)) ?? 0
  const minute = Math.floor(now / 60_000) * 60_000
  const ahead = (wanted - shown(minute) + day) % day || day
  const at = minute + ahead * 60_000
  // Clocks that change meanwhile shift what is shown by an hour or so, either way.
  const off = ((wanted - shown(at) + day + day / 2) % day) - day / 2
  const shifted = at + off * 60_000
  return shown(shifted) === wanted && shifted > now && shifted - now <= day * 60_000 ? shifted : at
}

const day = 24 * 60

function minutesOf(clock: string): number | null {
  const parts = /^(\d{1,2}):(\d{2})/.exec(clock)
  if (!parts) return null
  const [hours, minutes] = [Number(parts[1]), Number(parts[2])]
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}

/** The words of the answer: rules that hold for all queues once, the rest with their queue. */
export function apart(all: readonly string[], own: readonly string[]): string[] {
  return own.filter(rule => !all.includes(rule))
}
