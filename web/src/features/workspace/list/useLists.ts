import type { Conversation } from '@/api'
import { rowsOf, sameRows, useLive } from '@/live'
import { useMe } from '@/shared/session'
import { pending, unreadTotal, waiting } from './model'

const all = (s: { feed: Parameters<typeof rowsOf>[0] }) => rowsOf<Conversation>(s.feed, 'conversation')

export const useWaiting = () => useLive(s => waiting(all(s)), sameRows)

export function usePending() {
  const me = useMe()
  return useLive(s => pending(all(s), me), sameRows)
}

export function useUnreadTotal(): number {
  const me = useMe()
  return useLive(s => unreadTotal(pending(all(s), me)))
}

/** False until the first snapshot came: until then nobody knows that a list is empty. */
export const useListsKnown = () => useLive(s => s.feed.known > 0)
