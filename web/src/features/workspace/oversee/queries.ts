import { queryOptions } from '@tanstack/react-query'
import { api, type Conversation, call, type Whisper } from '@/api'
import type { Live } from '@/live'
import { deeds } from '../alerts/deeds'

/** Where work can be moved to: every queue that is open. */
export const destinationsQuery = queryOptions({
  queryKey: ['queues', 'destinations'],
  queryFn: async () =>
    (await call(api.GET('/api/v1/queues'))).items.filter(q => q.active).map(({ id, name }) => ({ id, name })),
})

/** Who could receive, read once: a dialog stands for seconds, and the server has the last word. */
export const roomQuery = queryOptions({
  queryKey: ['room-once'],
  queryFn: () => call(api.GET('/api/v1/room')),
  staleTime: 0,
  gcTime: 0,
})

/** Moves a conversation to a queue, or to a person in it; refused when it went on since it was shown. */
export async function move(
  live: Live,
  { id, protocol }: Conversation,
  to: { queue: string; agent?: string },
): Promise<Conversation> {
  const body = { ...to, seen: protocol }
  const row = await call(api.POST('/api/v1/conversations/{id}/move', { params: { path: { id } }, body }))
  live.merge('conversation', [row], row.rev)
  return row
}

/** Takes a conversation from its agent, or from where it waits, as it was shown. */
export async function takeOver(live: Live, { id, protocol }: Conversation): Promise<Conversation> {
  const params = { params: { path: { id } }, body: { seen: protocol } }
  const row = await deeds.doing(id, () => call(api.POST('/api/v1/conversations/{id}/take-over', params)))
  live.merge('conversation', [row], row.rev)
  return row
}

/** A word to the agent. Sent again with the same id it is stored once. */
export async function whisper(live: Live, conversation: string, id: string, text: string): Promise<Whisper> {
  const row = await call(
    api.POST('/api/v1/conversations/{id}/whispers', {
      params: { path: { id: conversation } },
      body: { id, text },
    }),
  )
  live.merge('whisper', [row], row.rev)
  return row
}
