import { createContext, useContext } from 'react'
import { useNow } from '@/shared/time/ticker'

/** The instant that the room is looked at; null is now. */
const Past = createContext<number | null>(null)
export const PastProvider = Past.Provider

export const usePast = () => useContext(Past)

/** The room's clock: it stands still in the past. */
export function useRoomNow(): number {
  const now = useNow()
  return useContext(Past) ?? now
}
