import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, call } from '@/api'
import { useRoomT } from '@/features/workspace'
import { pastRows, roomAtQuery } from './past'
import type { RoomRows } from './room'

export const reasonsQuery = queryOptions({
  queryKey: ['pause-reasons'],
  queryFn: async () => (await call(api.GET('/api/v1/pause-reasons'))).items,
})

const nothing: RoomRows = { agents: [], conversations: [], queues: [] }

/** The room as it was; nothing while now is looked at. */
export function usePastRows(at: number | null) {
  const t = useRoomT()
  const room = useQuery({
    ...roomAtQuery(at ?? 0),
    enabled: at !== null,
    placeholderData: keepPreviousData,
  })
  const hidden = t('room.past.hidden')
  const rows = useMemo(() => (room.data ? pastRows(room.data, hidden) : nothing), [room.data, hidden])
  return {
    rows,
    /** Of which instant the rows are: while another is fetched, still the one before. */
    at: room.data ? Date.parse(room.data.at) : at,
    ready: room.data !== undefined,
    error: room.error,
    retry: () => void room.refetch(),
  }
}
