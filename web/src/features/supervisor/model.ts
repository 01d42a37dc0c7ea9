import type { Conversation, Me, Ref, RoomAgent } from '@/api'
import { secondsBetween, stopwatch } from '@/shared/time/duration'
import type { RoomRows } from './room'

/** The four that a supervisor tells agents apart by, S-37. */
export type Label = RoomAgent['labels']['smartspace']
export const labels: readonly Label[] = ['available', 'paused', 'inactive', 'offline']

export const labelOf = (a: RoomAgent): Label => a.labels.smartspace

export function labelCounts(agents: readonly RoomAgent[]): Record<Label, number> {
  const counts: Record<Label, number> = { available: 0, paused: 0, inactive: 0, offline: 0 }
  for (const a of agents) counts[labelOf(a)]++
  return counts
}

/** What the agents are narrowed down to. Without a label: all who are not Offline (S-44). */
export interface Filter {
  text: string
  queue: string | null
  label: Label | null
}

export const noFilter: Filter = { text: '', queue: null, label: null }

/** The filter as far as it can still be seen: of a queue that went, nobody could take it back. */
export function standing(f: Filter, queues: readonly Ref[]): Filter {
  return f.queue === null || queues.some(q => q.id === f.queue) ? f : { ...f, queue: null }
}

export function agentMatches(a: RoomAgent, f: Filter): boolean {
  const label = labelOf(a)
  if (f.label === null ? label === 'offline' : label !== f.label) return false
  if (f.queue !== null && !a.serves.some(q => q.id === f.queue)) return false
  return says(f.text, a.name, a.reason?.name)
}

/** How many who are Offline the same words and queue would find. */
export const offlineFound = (agents: readonly RoomAgent[], f: Filter): number =>
  f.label === 'offline' ? 0 : agents.filter(a => agentMatches(a, { ...f, label: 'offline' })).length

export function sessionMatches(c: Conversation, f: Pick<Filter, 'text' | 'queue'>): boolean {
  if (f.queue !== null && c.queue.id !== f.queue) return false
  return says(f.text, c.contact.display, c.agent?.name, c.protocol)
}

/** True when one of the texts has the words sought, whatever their case and accents. */
function says(sought: string, ...texts: (string | undefined)[]): boolean {
  const words = plain(sought).trim()
  return words === '' || texts.some(text => text !== undefined && plain(text).includes(words))
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * The rows in an order that does not move under the eye: who was shown keeps their
 * place, who is new comes at the end. The whole is put in order only when somebody
 * asks for it, with nothing shown before.
 */
export function steady<Row>(
  shown: readonly string[],
  rows: readonly Row[],
  idOf: (row: Row) => string,
  order: (a: Row, b: Row) => number,
): Row[] {
  const left = new Map(rows.map(r => [idOf(r), r]))
  const kept: Row[] = []
  for (const id of shown) {
    const row = left.get(id)
    if (row === undefined) continue
    kept.push(row)
    left.delete(id)
  }
  return [...kept, ...[...left.values()].sort(order)]
}

export type AgentOrder = 'name' | 'label' | 'since' | 'load'

/** What asks for an eye first: a broken connection, then a pause, then the rest. */
const urgency: Record<Label, number> = { inactive: 0, paused: 1, available: 2, offline: 3 }

export function byAgent(order: AgentOrder): (a: RoomAgent, b: RoomAgent) => number {
  const first: Record<AgentOrder, (a: RoomAgent, b: RoomAgent) => number> = {
    name: () => 0,
    label: (a, b) => urgency[labelOf(a)] - urgency[labelOf(b)],
    since: (a, b) => compare(a.label_since, b.label_since),
    load: (a, b) => loadOf(b).share - loadOf(a).share,
  }
  return (a, b) => first[order](a, b) || a.name.localeCompare(b.name) || compare(a.user, b.user)
}

/** What an agent holds of what they may: pending offers count against the limit. */
export interface Load {
  held: number
  limit: number
  share: number
  full: boolean
}

export function loadOf(a: Pick<RoomAgent, 'open' | 'offered' | 'limits'>): Load {
  const held = a.open + a.offered
  const limit = a.limits.total
  return { held, limit, share: limit > 0 ? Math.min(1, held / limit) : 1, full: held >= limit }
}

/** A pause as the supervisor reads it: how long, of how long, and by how much it is over. */
export interface Pause {
  reason: string | null
  planned: string | null
  over: string | null
}

export function pauseOf(a: RoomAgent, now: number): Pause | null {
  if (labelOf(a) !== 'paused') return null
  const planned = a.reason?.seconds ?? 0
  const beyond = secondsBetween(a.since, now) - planned
  return {
    reason: a.reason?.name ?? null,
    planned: planned > 0 ? stopwatch(planned) : null,
    over: planned > 0 && beyond > 0 ? stopwatch(beyond) : null,
  }
}

/** What an agent does, beyond their label: in the words of the installation's vocabulary. */
export interface Doing {
  words:
    | `room.puzzel.${RoomAgent['labels']['puzzel']}`
    | `room.blip.${RoomAgent['labels']['blip']}`
    | 'room.doing.serving'
    | `room.hold.${NonNullable<RoomAgent['hold']>['state']}`
    | `room.busy.${NonNullable<RoomAgent['busy']>['cause']}`
  /** The number that goes with it, P-STATUS-32. */
  open: number | null
  since: string | null
}

export function doing(a: RoomAgent, vocabulary: Me['vocabulary']): Doing | null {
  const hold: Doing | null = a.hold
    ? { words: `room.hold.${a.hold.state}`, open: null, since: a.hold.since }
    : a.busy
      ? { words: `room.busy.${a.busy.cause}`, open: null, since: a.busy.since }
      : null
  if (vocabulary === 'puzzel') {
    return { words: `room.puzzel.${a.labels.puzzel}`, open: a.open, since: hold?.since ?? null }
  }
  if (hold) return hold
  // Disponível and Pausa say what blip's words would say again; behind the others stands what was declared.
  const declared = labelOf(a) === 'inactive' || labelOf(a) === 'offline'
  if (vocabulary === 'blip' && declared) {
    return { words: `room.blip.${a.labels.blip}`, open: null, since: null }
  }
  return a.open > 0 ? { words: 'room.doing.serving', open: a.open, since: null } : null
}

/** Since when the customer waits: for a word, or, before they said one, for somebody to come. */
export function waitingSince(c: Conversation): string | null {
  return c.asked_at ?? (isQueued(c) ? c.queued_at : null)
}

const isQueued = (c: Conversation) => c.state === 'queued' || c.state === 'offered'

/** The wait in the queue: it goes on, or was so many seconds; of what a person gave to the agent there is none. */
export function queueWait(c: Conversation): { since: string } | { seconds: number } | null {
  if (isQueued(c)) return { since: c.queued_at }
  if (!c.assigned_at || c.source === 'move' || c.source === 'take_over') return null
  return { seconds: secondsBetween(c.queued_at, Date.parse(c.assigned_at)) }
}

export type SessionOrder = 'queued' | 'waiting' | 'customer' | 'agent' | 'since'

export function bySession(order: SessionOrder): (a: Conversation, b: Conversation) => number {
  const last = '~' // behind every instant and name
  const first: Record<SessionOrder, (c: Conversation) => string> = {
    queued: c => (isQueued(c) ? c.queued_at : last),
    waiting: c => waitingSince(c) ?? last,
    customer: c => c.contact.display,
    agent: c => c.agent?.name ?? last,
    since: c => c.opened_at,
  }
  const text = order === 'customer' || order === 'agent'
  return (a, b) => {
    const [x, y] = [first[order](a), first[order](b)]
    return (
      (text ? x.localeCompare(y) : compare(x, y)) || compare(a.opened_at, b.opened_at) || compare(a.id, b.id)
    )
  }
}

/** One queue at a glance. */
export interface QueueGlance {
  queue: Ref
  waiting: number
  oldest: string | null
  /** Null where nobody can tell any more: in the past. */
  able: number | null
  serving: number
}

export function glance({ queues, conversations, agents }: RoomRows, past = false): QueueGlance[] {
  const able = past ? null : 0
  const rows = new Map<string, QueueGlance>(
    queues.map(queue => [queue.id, { queue, waiting: 0, oldest: null, able, serving: 0 }]),
  )
  for (const c of conversations) {
    const row = rows.get(c.queue.id)
    if (!row) continue
    if (c.state === 'assigned') row.serving++
    else {
      row.waiting++
      if (row.oldest === null || c.queued_at < row.oldest) row.oldest = c.queued_at
    }
  }
  for (const a of agents) {
    for (const id of a.able) {
      const row = rows.get(id)
      if (row) row.able = (row.able ?? 0) + 1
    }
  }
  return [...rows.values()].sort((a, b) => a.queue.name.localeCompare(b.queue.name))
}

/** The whole room in the figures of a wallboard. */
export function totals(glances: readonly QueueGlance[]): {
  waiting: number
  serving: number
  oldest: string | null
} {
  let oldest: string | null = null
  for (const g of glances) if (g.oldest !== null && (oldest === null || g.oldest < oldest)) oldest = g.oldest
  return {
    waiting: glances.reduce((n, g) => n + g.waiting, 0),
    serving: glances.reduce((n, g) => n + g.serving, 0),
    oldest,
  }
}

/** Open conversations of these queues. */
export function openIn(rows: readonly Conversation[], queues: readonly Ref[]): Conversation[] {
  const ids = new Set(queues.map(q => q.id))
  return rows.filter(c => c.state !== 'closed' && ids.has(c.queue.id))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
