import { queryOptions } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { api, type Conversation, call, type Ref, type RoomAgent } from '@/api'
import { isOpen, type Live, rowsOf, useLive, useLiveStore } from '@/live'
import { openIn } from './model'

/** What the room shows, be it now or at an instant that has passed. */
export interface RoomRows {
  agents: readonly RoomAgent[]
  conversations: readonly Conversation[]
  queues: readonly Ref[]
}

const topic = 'room'

interface Loaded {
  queues: readonly Ref[]
  ready: boolean
  error: unknown
}

const nothing: Loaded = { queues: [], ready: false, error: null }

async function load(live: Live): Promise<readonly Ref[]> {
  const [room, warnings] = await Promise.all([
    call(api.GET('/api/v1/room')),
    call(api.GET('/api/v1/breaks/warnings')),
  ])
  const queues = new Set(room.queues.map(q => q.id))
  const agents = room.agents.map(a => ({ ...a, id: a.user }))
  live.snapshot('agent', agents, room.seq, () => true)
  live.snapshot('warning', warnings.items, warnings.seq, () => true)
  live.snapshot(
    'conversation',
    room.conversations,
    room.seq,
    row => isOpen(row) && queues.has((row as Conversation).queue.id),
  )
  return room.queues
}

/** The live room: loaded once, then kept by the feed while somebody looks at it. */
export function useRoom() {
  const live = useLiveStore()
  const [loaded, setLoaded] = useState(nothing)
  const reload = useCallback(async () => {
    try {
      setLoaded({ queues: await load(live), ready: true, error: null })
    } catch (error) {
      setLoaded(was => ({ ...was, error }))
      throw error // the feed asks again
    }
  }, [live])
  useEffect(() => {
    live.follow(topic, 0, reload)
    return () => {
      live.unfollow(topic)
      live.drop('agent')
    }
  }, [live, reload])
  const agents = useLive(s => rowsOf<RoomAgent>(s.feed, 'agent'))
  const all = useLive(s => rowsOf<Conversation>(s.feed, 'conversation'))
  const { queues, ready, error } = loaded
  const rows: RoomRows = useMemo(
    () => ({ agents, conversations: openIn(all, queues), queues }),
    [agents, all, queues],
  )
  const retry = () => void reload().catch(() => {}) // what failed stands in error
  return { rows, ready, error, retry }
}

/** Why the oldest of each queue waits; asked for, never polled. */
export const queuesWaitingQuery = queryOptions({
  queryKey: ['room', 'waiting'],
  queryFn: async () => (await call(api.GET('/api/v1/queues/waiting'))).items,
  staleTime: 0,
  gcTime: 0,
})
