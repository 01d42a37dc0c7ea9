import type { Conversation, RoomAgent } from '@/api'
import { agent, conversation as anyConversation } from '@/features/workspace/testdata'

export { agent, sales } from '@/features/workspace/testdata'

export const help = { id: 'q2', name: 'Suporte' }

export const labelled = (
  user: string,
  smartspace: RoomAgent['labels']['smartspace'],
  change: Partial<RoomAgent> = {},
) => agent(user, { labels: { blip: 'online', puzzel: 'ready', smartspace }, ...change })

const came = '2026-11-22T12:00:00.000Z'

export const conversation = (id: string, change: Partial<Conversation> = {}) =>
  anyConversation({
    id,
    state: 'assigned',
    contact: { id: `p-${id}`, display: `Contato ${id}`, rev: 1 },
    opened_at: came,
    queued_at: came,
    last_at: '2026-11-22T12:01:00.000Z',
    ...change,
  })
