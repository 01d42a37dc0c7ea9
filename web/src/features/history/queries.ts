import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, call } from '@/api'

/** What is over; or, for who supervises, what others are at. */
export type Scope = 'closed' | 'supervised'

export const historyQuery = (q: string, list: Scope) =>
  infiniteQueryOptions({
    queryKey: ['history', list, q],
    queryFn: ({ pageParam }) => {
      const query = { list, limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) }
      return call(api.GET('/api/v1/conversations', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next || undefined,
    staleTime: 0,
    placeholderData: before => before,
  })
