import { useEffect } from 'react'
import type { Conversation } from '@/api'
import { rowOf, useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { isMine } from '../list/model'
import { attachments } from './attachments'

/** Words are kept wherever one goes; files that are not sent yet live in this page alone, so the browser asks first. */
export function useLeavingAsked() {
  const live = useLiveStore()
  const me = useMe()
  useEffect(() => {
    const unsent = (id: string) => {
      const c = rowOf<Conversation>(live.get().feed, 'conversation', id)
      return c !== undefined && isMine(c, me)
    }
    const leaving = (e: BeforeUnloadEvent) => {
      if (attachments.waiting().some(unsent)) e.preventDefault()
    }
    window.addEventListener('beforeunload', leaving)
    return () => window.removeEventListener('beforeunload', leaving)
  }, [live, me])
}
