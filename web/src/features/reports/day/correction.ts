import type { CorrectionInput } from '@/api'
import { instantOf, localIn } from '@/shared/time/zone'

/** A correction as it is typed: clocks of the company's wall, to the second. */
export interface CorrectionDraft {
  from: string
  to: string
  label: CorrectionInput['label']
  reason: string
  why: string
}

export const labels = ['online', 'paused', 'invisible', 'offline'] as const

const day = 86_400_000

type Fault = 'time' | 'order' | 'future' | 'long' | 'why'

/** What is wrong with it, by field. */
export function correctionFaults(
  draft: CorrectionDraft,
  now: number,
  zone: string,
  exact: Exact,
): Partial<Record<'from' | 'to' | 'why', Fault>> {
  const from = exactly(draft.from, zone, exact)
  const to = exactly(draft.to, zone, exact)
  return {
    ...(from === null ? { from: 'time' as const } : {}),
    ...endFault(from, to, now),
    ...(draft.why.trim() === '' ? { why: 'why' as const } : {}),
  }
}

function endFault(from: number | null, to: number | null, now: number): { to?: Fault } {
  if (to === null) return { to: 'time' }
  if (to > now) return { to: 'future' }
  if (from === null) return {}
  if (to <= from) return { to: 'order' }
  return to - from > day ? { to: 'long' } : {}
}

/** Instants that a field shows to the second, and that stay exact until somebody types. */
export type Exact = readonly string[]

export function exactly(local: string, zone: string, exact: Exact): number | null {
  const same = exact.find(at => shownAt(at, zone) === local)
  return same ? Date.parse(same) : instantOf(local, zone)
}

export const shownAt = (at: string, zone: string) => localIn(Date.parse(at), zone)

export function toCorrection(
  draft: CorrectionDraft,
  id: string,
  zone: string,
  exact: Exact,
): CorrectionInput {
  const iso = (local: string) => new Date(exactly(local, zone, exact) ?? Number.NaN).toISOString()
  return {
    id,
    from: iso(draft.from),
    to: iso(draft.to),
    label: draft.label,
    why: draft.why.trim(),
    ...(draft.label === 'paused' && draft.reason ? { reason: draft.reason } : {}),
  }
}
