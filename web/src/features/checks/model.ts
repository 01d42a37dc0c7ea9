import type { Phase } from '@/live'

/**
 * What the browser and the machine must allow for a desk to work (S-45), as facts
 * in and a verdict out. `wrong` harms the work now and is shown on the rail,
 * `todo` is a choice not made yet.
 */
export type CheckId = 'notices' | 'tab' | 'microphone' | 'clock' | 'connection'
export type Level = 'ok' | 'todo' | 'wrong'

export interface Check {
  id: CheckId
  level: Level
  /** Which words say how it is. */
  state: string
  params?: Record<string, string | number>
}

export interface Facts {
  notices: NotificationPermission | 'unsupported'
  /** The person wants notices from this desk. */
  noticesWanted: boolean
  microphone: 'granted' | 'prompt' | 'denied' | 'insecure' | 'missing' | 'unknown'
  /** When the browser last put this page to sleep, if it did. */
  slept: number | null
  clock: ClockReading | 'unanswered' | null
  phase: Phase
}

/** How far this machine's clock is ahead of the server's, and how long the answer took. */
export interface ClockReading {
  ahead: number
  roundTrip: number
}

/** More than this confuses: somebody says "at ten" and two clocks disagree. */
export const skewLimit = 2_000

/** The server looked at its clock halfway through the round trip, as well as one can know. */
export function readClock(sent: number, received: number, server: number): ClockReading {
  const roundTrip = Math.max(0, received - sent)
  return { ahead: Math.round(sent + roundTrip / 2 - server), roundTrip }
}

export function checksOf(f: Facts): Check[] {
  return [notices(f), tab(f), microphone(f), clock(f), connection(f)]
}

export const needsAttention = (checks: readonly Check[]) => checks.filter(c => c.level === 'wrong').length

function notices({ notices: permission, noticesWanted }: Facts): Check {
  const id = 'notices'
  if (permission === 'unsupported') return { id, level: 'todo', state: 'unsupported' }
  if (permission === 'denied') return { id, level: 'wrong', state: 'denied' }
  if (permission === 'granted' && noticesWanted) return { id, level: 'ok', state: 'on' }
  return { id, level: 'todo', state: permission === 'granted' ? 'off' : 'unasked' }
}

function tab({ slept }: Facts): Check {
  return slept === null
    ? { id: 'tab', level: 'ok', state: 'awake' }
    : { id: 'tab', level: 'wrong', state: 'slept' }
}

function microphone({ microphone: state }: Facts): Check {
  const level = state === 'granted' ? 'ok' : state === 'prompt' || state === 'unknown' ? 'todo' : 'wrong'
  return { id: 'microphone', level, state: state === 'unknown' ? 'prompt' : state }
}

function clock({ clock: reading }: Facts): Check {
  const id = 'clock'
  if (reading === null) return { id, level: 'todo', state: 'asking' }
  if (reading === 'unanswered') return { id, level: 'todo', state: 'unanswered' }
  // Half a round trip is what the reading may be wrong by.
  const sure = Math.abs(reading.ahead) - reading.roundTrip / 2 > skewLimit
  if (!sure) return { id, level: 'ok', state: 'right' }
  const seconds = Math.round(Math.abs(reading.ahead) / 1000)
  return { id, level: 'wrong', state: reading.ahead > 0 ? 'ahead' : 'behind', params: { seconds } }
}

function connection({ phase, clock: reading }: Facts): Check {
  const id = 'connection'
  if (phase !== 'live')
    return { id, level: phase === 'lost' ? 'wrong' : 'todo', state: phase === 'lost' ? 'lost' : 'connecting' }
  if (reading === null || reading === 'unanswered') return { id, level: 'ok', state: 'live' }
  return { id, level: 'ok', state: 'measured', params: { ms: Math.round(reading.roundTrip) } }
}

/** Which browser's settings hold the list of sites that must stay awake; null where there is none. */
export function sleepSettings(brands: readonly string[]): 'chrome' | 'edge' | null {
  if (brands.includes('Microsoft Edge')) return 'edge'
  return brands.some(b => b === 'Google Chrome' || b === 'Chromium') ? 'chrome' : null
}
