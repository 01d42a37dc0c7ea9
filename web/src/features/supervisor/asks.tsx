import { createContext, useContext } from 'react'
import type { Conversation, RoomAgent } from '@/api'
import { useMe } from '@/shared/session'

/** A question that stands over the room until it is answered. */
export type Ask =
  | { what: 'status' | 'drain' | 'signout'; agent: RoomAgent }
  | { what: 'move' | 'take'; conversation: Conversation }

/** What a row can ask the room for; null while the past is looked at, where nothing can be done. */
export interface Hands {
  ask: (ask: Ask) => void
  showAgent: (id: string | null) => void
}

const Context = createContext<Hands | null>(null)
export const HandsProvider = Context.Provider

export function useHands(): Hands {
  const hands = useContext(Context)
  if (!hands) throw new Error('useHands outside of the room')
  return hands
}

export type Permission =
  | 'agent.set_status'
  | 'agent.sign_out'
  | 'conversation.move'
  | 'conversation.take_over'
  | 'conversation.whisper'
  | 'room.view'

export function useMay(): (permission: Permission) => boolean {
  const me = useMe()
  return permission => me.permissions.includes(permission)
}
