import { queryOptions } from '@tanstack/react-query'
import { api, call, type PastRoom, type RoomAgent } from '@/api'
import type { QueueGlance } from './model'

/** The room at an instant that has passed: it does not change any more. */
export const roomAtQuery = (at: number) =>
  queryOptions({
    queryKey: ['room-at', at],
    queryFn: () => call(api.GET('/api/v1/room/at', { params: { query: { t: new Date(at).toISOString() } } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export interface PastWork {
  id: string
  queue: string
  since: string
}

/** What the live room's tables need, as far as the past tells it: no limits, no names of contacts. */
export interface PastRows {
  agents: RoomAgent[]
  glances: QueueGlance[]
  work: ReadonlyMap<string, readonly PastWork[]>
}

export function pastRows(room: PastRoom): PastRows {
  const agents: RoomAgent[] = []
  const work = new Map<string, PastWork[]>()
  for (const p of room.agents) {
    if (!p.state) continue // who was no agent yet
    agents.push(agentOf(p, p.state))
    work.set(
      p.agent.id,
      p.holds.map(h => ({ id: h.conversation, queue: h.queue.name, since: h.since })),
    )
  }
  const serving = (queue: string) =>
    room.agents.reduce((n, a) => n + a.holds.filter(h => h.queue.id === queue).length, 0)
  const glances = room.queues
    .map(q => ({
      queue: q.queue,
      waiting: q.waiting,
      oldest: q.oldest_since ?? null,
      able: null,
      serving: serving(q.queue.id),
    }))
    .sort((a, b) => a.queue.name.localeCompare(b.queue.name))
  return { agents, glances, work }
}

type PastAgent = PastRoom['agents'][number]

function agentOf(p: PastAgent, state: NonNullable<PastAgent['state']>): RoomAgent {
  const { blip, smartspace } = state.labels
  // The length is that of the pause: the reason may have got another since.
  const reason = state.reason && {
    seconds: state.planned_ms / 1000,
    counts_as: 'any' as const,
    active: true,
    rev: 0,
    ...state.reason,
  }
  return {
    user: p.agent.id,
    name: p.agent.name,
    status: blip === 'online' || blip === 'paused' ? blip : 'invisible',
    since: state.since,
    label_since: state.since,
    labels: state.labels,
    ...(reason ? { reason } : {}),
    ...(state.hold === 'free' ? {} : { hold: { state: state.hold, since: state.since } }),
    presence: smartspace === 'inactive' ? 'lost' : blip === 'offline' ? 'gone' : 'connected',
    keep_online: false,
    kept_online: false,
    open: state.open,
    offered: state.offered,
    limits: { total: 0, chat: 0, phone: 0 },
    queues: p.sign_ins.map(s => ({ queue: s.queue, state: s.state, since: state.since })),
    serves: p.sign_ins.map(s => s.queue),
    able: [],
    rev: 0,
  }
}
