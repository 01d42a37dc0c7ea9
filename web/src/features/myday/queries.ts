import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api'

/** A day that goes on is asked for again; of one that is past only a correction is new. */
const again = 60_000

const on = (date: string | null) => ({ params: { query: date ? { date } : {} } })

/** The same question anew when my status changes: rev is of the row that shows it. */
export const dayQuery = (date: string | null, rev: number) =>
  queryOptions({
    queryKey: ['my-day', date, date ? 0 : rev],
    queryFn: () => call(api.GET('/api/v1/me/day', on(date))),
    placeholderData: keepPreviousData,
    refetchInterval: date ? false : again,
  })

export const breaksQuery = (date: string | null, rev: number) =>
  queryOptions({
    queryKey: ['my-breaks', date, date ? 0 : rev],
    queryFn: () => call(api.GET('/api/v1/me/breaks', on(date))),
    placeholderData: keepPreviousData,
    refetchInterval: date ? false : again,
  })
