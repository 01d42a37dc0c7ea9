import { queryOptions } from '@tanstack/react-query'
import { api, type Conversation, call, type List, type Me, type Message, type Offer } from '@/api'
import { isOpen, type Live, rowsOf } from '@/live'
import { deeds } from './alerts/deeds'
import { downTo } from './thread/pages'

const pageSize = 50
const listPage = 200
const listMost = 2000

type Name = 'queue' | 'pending' | 'supervised'

/** A whole list, page after page, and the sequence that all of it is at least true at. */
async function whole(list: Name): Promise<{ items: Conversation[]; seq: number }> {
  const items: Conversation[] = []
  let seq = Number.POSITIVE_INFINITY
  let cursor: string | undefined
  do {
    const query = { list, limit: listPage, ...(cursor ? { cursor } : {}) }
    const page: List<Conversation> = await call(api.GET('/api/v1/conversations', { params: { query } }))
    items.push(...page.items)
    seq = Math.min(seq, page.seq)
    cursor = page.next
  } while (cursor && items.length < listMost)
  return { items, seq }
}

/** The snapshot of topic me: what waits, what is mine, what I supervise, what is offered. */
export async function loadMine(live: Live, me: Pick<Me, 'permissions' | 'supervises'>) {
  const names: Name[] = ['queue', 'pending']
  if (me.permissions.includes('conversation.read.all') || me.supervises.length > 0) names.push('supervised')
  const [offers, ...lists] = await Promise.all([call(api.GET('/api/v1/offers')), ...names.map(whole)])
  const rows = new Map<string, Conversation>()
  for (const c of lists.flatMap(l => l.items)) {
    const have = rows.get(c.id)
    if (!have || c.rev > have.rev) rows.set(c.id, c)
  }
  live.snapshot('conversation', [...rows.values()], Math.min(...lists.map(l => l.seq)), isOpen)
  live.snapshot('offer', offers.items, offers.seq, row => (row as Offer).state === 'pending')
}

/**
 * The snapshot of one conversation: its head, its newest messages with the older
 * ones that are at hand, and the words to its agent.
 */
export async function loadConversation(live: Live, id: string): Promise<{ seq: number }> {
  const path = { id }
  const held = rowsOf<Message>(live.get().feed, 'message').filter(m => m.conversation === id)
  const [page, whispers] = await Promise.all([
    downTo(held, before => messagePage(id, before)),
    call(api.GET('/api/v1/conversations/{id}/whispers', { params: { path } })),
  ])
  const head = await call(api.GET('/api/v1/conversations/{id}', { params: { path } }))
  live.merge('conversation', [head], Math.max(page.seq, head.rev))
  live.merge('message', page.items, page.seq)
  live.merge('whisper', whispers.items, whispers.seq)
  return { seq: Math.min(page.seq, whispers.seq) }
}

function messagePage(id: string, before?: number): Promise<List<Message>> {
  const query = { limit: pageSize, ...(before === undefined ? {} : { before }) }
  return call(api.GET('/api/v1/conversations/{id}/messages', { params: { path: { id }, query } }))
}

export async function loadOlder(live: Live, id: string, before: number): Promise<number> {
  const page = await messagePage(id, before)
  live.merge('message', page.items, page.seq)
  return page.items.length
}

type Deed = 'take' | 'finish' | 'archive'

/** Takes (T-06), finishes or archives (T-41); the row comes back changed. */
export async function act(live: Live, id: string, deed: Deed): Promise<Conversation> {
  const params = { params: { path: { id } } }
  const row = await (deed === 'take'
    ? deeds.doing(id, () => call(api.POST('/api/v1/conversations/{id}/take', params)))
    : call(
        deed === 'finish'
          ? api.POST('/api/v1/conversations/{id}/finish', params)
          : api.POST('/api/v1/conversations/{id}/archive', params),
      ))
  live.merge('conversation', [row], row.rev)
  return row
}

export async function markRead(id: string, n: number) {
  await call(api.POST('/api/v1/conversations/{id}/read', { params: { path: { id } }, body: { n } }))
}

export const earlierQuery = (contact: string) =>
  queryOptions({
    queryKey: ['earlier', contact],
    queryFn: async () =>
      (await call(api.GET('/api/v1/contacts/{id}/conversations', { params: { path: { id: contact } } })))
        .items,
  })

export const traceQuery = (id: string, rev: number) =>
  queryOptions({
    queryKey: ['trace', id, rev],
    queryFn: async () =>
      (await call(api.GET('/api/v1/conversations/{id}/trace', { params: { path: { id } } }))).items,
  })

export const waitingQuery = (id: string) =>
  queryOptions({
    queryKey: ['waiting', id],
    queryFn: () => call(api.GET('/api/v1/conversations/{id}/waiting', { params: { path: { id } } })),
    refetchInterval: 10_000,
    staleTime: 0,
  })

export const queuesWaitingQuery = queryOptions({
  queryKey: ['queues-waiting'],
  queryFn: async () => (await call(api.GET('/api/v1/queues/waiting'))).items,
  staleTime: 0,
})

export const timelineQuery = (id: string, rev: number) =>
  queryOptions({
    queryKey: ['timeline', id, rev],
    queryFn: async () =>
      (await call(api.GET('/api/v1/conversations/{id}/timeline', { params: { path: { id } } }))).items,
    placeholderData: before => before,
  })
