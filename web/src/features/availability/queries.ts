import { queryOptions } from '@tanstack/react-query'
import { api, asApiError, call, type Status, type StatusName } from '@/api'
import { type Live, rowOf, useLive } from '@/live'
import { useMe } from '@/shared/session'
import { warnOf } from '@/shared/ui/notify'

export const reasonsQuery = queryOptions({
  queryKey: ['pause-reasons'],
  queryFn: async () => (await call(api.GET('/api/v1/pause-reasons'))).items,
})

export const whyIdleQuery = queryOptions({
  queryKey: ['why-idle'],
  queryFn: () => call(api.GET('/api/v1/me/why-idle')),
  staleTime: 0,
  gcTime: 0,
})

/** My status as the server last said it. */
export function useStatus(): Status {
  const me = useMe()
  return useLive(s => rowOf<Status>(s.feed, 'status', me.id)) ?? me.status
}

/** Declares a status. Refused, everything stays as it was, and it says why. */
export async function declare(live: Live, status: StatusName, reason?: string): Promise<boolean> {
  try {
    const body = reason ? { status, reason } : { status }
    const now = await call(api.PUT('/api/v1/me/status', { body }))
    live.merge('status', [{ id: now.user, ...now }], now.rev)
    return true
  } catch (error) {
    warnOf(error, { id: 'status', stay: asApiError(error).code === 'no_queue' })
    return false
  }
}
