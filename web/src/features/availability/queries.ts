import { notifications } from '@mantine/notifications'
import { queryOptions } from '@tanstack/react-query'
import { api, asApiError, call, type Status, type StatusName } from '@/api'
import { type Live, rowOf, useLive } from '@/live'
import { problemText } from '@/shared/i18n'
import { useMe } from '@/shared/session'

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
    const lasting = asApiError(error).code === 'no_queue'
    notifications.show({
      id: 'status',
      role: 'alert',
      color: 'red',
      message: problemText(error),
      autoClose: lasting ? 12_000 : 6_000,
    })
    return false
  }
}
