import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Conversation, Message } from '@/api'
import { useMe } from '@/shared/session'
import { isMine } from '../list/model'
import { markRead } from '../queries'
import { newlyRead } from './model'

function subscribe(listener: () => void) {
  window.addEventListener('focus', listener)
  window.addEventListener('blur', listener)
  document.addEventListener('visibilitychange', listener)
  return () => {
    window.removeEventListener('focus', listener)
    window.removeEventListener('blur', listener)
    document.removeEventListener('visibilitychange', listener)
  }
}

/** True while a person can be reading this page. */
export const useFocused = () =>
  useSyncExternalStore(subscribe, () => document.visibilityState === 'visible' && document.hasFocus())

/** Tells the server what I have seen: the end of my thread, on a page I look at. */
export function useReadMark(c: Conversation | undefined, messages: readonly Message[], seen: boolean) {
  const me = useMe()
  const focused = useFocused()
  const told = useRef<{ id: string; n: number }>({ id: '', n: 0 })
  useEffect(() => {
    if (!c || !seen || !focused || !isMine(c, me)) return
    const n = newlyRead(c, messages)
    if (n === null || (told.current.id === c.id && told.current.n >= n)) return
    told.current = { id: c.id, n }
    markRead(c.id, n).catch(() => {
      told.current = { id: '', n: 0 } // said again with the next message or look
    })
  }, [c, messages, seen, focused, me])
}
