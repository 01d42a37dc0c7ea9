import { queryOptions } from '@tanstack/react-query'
import { api, type Conversation, call, type PastRoom, type RoomAgent } from '@/api'
import type { RoomRows } from './room'

/** The room at an instant that has passed: it does not change any more. */
export const roomAtQuery = (at: number) =>
  queryOptions({
    queryKey: ['room-at', at],
    queryFn: () => call(api.GET('/api/v1/room/at', { params: { query: { t: new Date(at).toISOString() } } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The past room as the rows of the live one. `hidden` says whose it was where that is not theirs to see. */
export function pastRows(room: PastRoom, hidden: string): RoomRows {
  const agents = room.agents.flatMap(p => (p.state ? [agentOf(p, p.state)] : [])) // who was no agent yet is not there
  const conversations: Conversation[] = room.conversations.map(c =>
    c.hidden ? { ...c, contact: { ...c.contact, display: hidden } } : c,
  )
  return { agents, conversations, queues: room.queues }
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
    label_since: p.label_since,
    labels: state.labels,
    ...(reason ? { reason } : {}),
    ...(p.next ? { next: p.next } : {}),
    ...(p.drain ? { drain: p.drain } : {}),
    ...(state.hold === 'free' ? {} : { hold: { state: state.hold, since: state.from } }),
    presence: smartspace === 'inactive' ? 'lost' : blip === 'offline' || p.kept_online ? 'gone' : 'connected',
    keep_online: p.keep_online,
    kept_online: p.kept_online,
    open: state.open,
    offered: state.offered,
    limits: p.limits,
    queues: p.sign_ins.map(s => ({ queue: s.queue, state: s.state, since: state.since })),
    serves: p.serves,
    able: [],
    rev: 0,
  }
}
