import { queryOptions, useQuery } from '@tanstack/react-query'
import {
  type ApiError,
  api,
  asApiError,
  type BreakWarning,
  call,
  type NextStatusInput,
  type Status,
  type StatusName,
} from '@/api'
import { type Live, rowOf, rowsOf, sameRows, useLive, useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { warnOf } from '@/shared/ui/notify'
import type { QueueState } from './model'

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

/** My own; the feed tells what changes, so that what there was before is asked for. */
export function useBreakWarnings(): readonly BreakWarning[] {
  const me = useMe()
  const live = useLiveStore()
  useQuery({
    queryKey: ['break-warnings', me.id],
    queryFn: async () => {
      const { items, seq } = await call(api.GET('/api/v1/breaks/warnings'))
      live.snapshot('warning', items, seq, () => true)
      return seq
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  return useLive(s => rowsOf<BreakWarning>(s.feed, 'warning').filter(w => w.user === me.id), sameRows)
}

/**
 * What is declared is answered with the whole status; refused, everything stays as it was, and it says
 * why, unless whoever asked says it.
 */
async function change(
  live: Live,
  pending: Promise<Status>,
  said: (error: ApiError) => boolean = () => false,
): Promise<boolean> {
  try {
    const now = await pending
    live.merge('status', [{ id: now.user, ...now }], now.rev)
    return true
  } catch (error) {
    const why = asApiError(error)
    if (!said(why)) warnOf(error, { id: 'status', stay: why.code === 'no_queue' })
    return false
  }
}

export const declare = (live: Live, status: StatusName, reason?: string) =>
  change(live, call(api.PUT('/api/v1/me/status', { body: reason ? { status, reason } : { status } })))

export const declareQueue = (live: Live, queue: string, state: QueueState, reason?: string) =>
  change(
    live,
    call(
      api.PUT('/api/v1/me/queues/{queue}/status', {
        params: { path: { queue } },
        body: reason ? { state, reason } : { state },
      }),
    ),
  )

export const plan = (live: Live, body: NextStatusInput, said: (error: ApiError) => boolean) =>
  change(live, call(api.PUT('/api/v1/me/next-status', { body })), said)

export const cancelPlan = (live: Live) => change(live, call(api.DELETE('/api/v1/me/next-status')))

export const endWrapUp = (live: Live) => change(live, call(api.POST('/api/v1/me/wrap-up/end')))

export const preferKeepOnline = (live: Live, keep_online: boolean) =>
  change(live, call(api.PUT('/api/v1/me/preferences', { body: { keep_online } })))
