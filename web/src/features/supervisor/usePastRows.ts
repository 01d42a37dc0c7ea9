import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, call } from '@/api'
import { type PastRows, pastRows, roomAtQuery } from './past'
import type { RoomRows } from './room'

export const reasonsQuery = queryOptions({
  queryKey: ['pause-reasons'],
  queryFn: async () => (await call(api.GET('/api/v1/pause-reasons'))).items,
})

const nothing: PastRows = { agents: [], glances: [], work: new Map() }

/** The room as it was; nothing while now is looked at. */
export function usePastRows(at: number | null) {
  const room = useQuery({
    ...roomAtQuery(at ?? 0),
    enabled: at !== null,
    placeholderData: keepPreviousData,
  })
  const { agents, glances, work } = useMemo(
    () => (room.data ? pastRows(room.data) : nothing),
    [room.data],
  )
  const rows: RoomRows = useMemo(
    () => ({ agents, conversations: [], queues: glances.map(g => g.queue) }),
    [agents, glances],
  )
  return {
    rows,
    glances,
    work,
    ready: room.data !== undefined,
    error: room.error,
    retry: () => void room.refetch(),
  }
}
