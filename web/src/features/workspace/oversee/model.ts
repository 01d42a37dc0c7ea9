import type { Conversation, Me, RoomAgent } from '@/api'

/** Everything of this queue is theirs to see. */
export const oversees = (me: Pick<Me, 'permissions' | 'supervises'>, queue: string) =>
  me.permissions.includes('conversation.read.all') || me.supervises.some(q => q.id === queue)

/** Looks on at work that is somebody else's, or nobody's yet. */
export const looksOn = (me: Me, c: Conversation) =>
  c.state !== 'closed' &&
  c.agent?.id !== me.id &&
  oversees(me, c.queue.id) &&
  onlookers.some(p => me.permissions.includes(p))

const onlookers = ['conversation.whisper', 'conversation.take_over', 'conversation.move'] as const

/** Why somebody cannot be given work of a queue now; the server has the last word. */
export type Obstacle =
  | 'not_member'
  | 'signed_out'
  | 'paused'
  | 'gone'
  | 'lost'
  | 'winding_down'
  | 'busy'
  | 'total_limit'
  | 'chat_limit'
  | 'other'

export function obstacle(a: RoomAgent, queue: string): Obstacle | null {
  if (a.able.includes(queue)) return null
  if (!a.serves.some(q => q.id === queue)) return 'not_member'
  const entry = a.queues.find(q => q.queue.id === queue)
  if (!entry) return 'signed_out'
  if (entry.state === 'paused') return 'paused'
  if (a.presence === 'lost') return 'lost'
  if (a.presence === 'gone' && !a.kept_online) return 'gone'
  if (a.drain || a.next) return 'winding_down'
  if (a.busy) return 'busy'
  if (a.open + a.offered >= a.limits.total) return 'total_limit'
  return a.open + a.offered >= a.limits.chat ? 'chat_limit' : 'other'
}

export interface Candidate {
  agent: RoomAgent
  obstacle: Obstacle | null
}

/** Who could get it: the able first, the least loaded of them at the top; whoever has it already is left out. */
export function candidates(agents: readonly RoomAgent[], queue: string, c: Conversation): Candidate[] {
  return agents
    .filter(a => a.user !== c.agent?.id && a.serves.some(q => q.id === queue))
    .map(agent => ({ agent, obstacle: obstacle(agent, queue) }))
    .sort(
      (a, b) =>
        Number(a.obstacle !== null) - Number(b.obstacle !== null) ||
        (a.obstacle === null ? a.agent.open - b.agent.open : 0) ||
        a.agent.name.localeCompare(b.agent.name),
    )
}
