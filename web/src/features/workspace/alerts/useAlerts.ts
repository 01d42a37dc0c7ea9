import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { useUnreadTotal } from '../list/useLists'
import { conversationNews, type News, offerNews } from './news'
import { notify } from './notices'
import { play } from './sound'

/** The latest first: what matters most is heard when several come at once. */
const rank: News['kind'][] = ['offer', 'assigned', 'waiting', 'message']

/** Title, sound and browser notice on new work. Nothing of it when the desk has just opened. */
export function useAlerts() {
  const me = useMe()
  const live = useLiveStore()
  const navigate = useNavigate()
  const unread = useUnreadTotal()

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Pronto` : 'Pronto'
  }, [unread])

  useEffect(() => {
    let { feed } = live.get()
    return live.subscribe(() => {
      const next = live.get().feed
      const was = feed
      feed = next
      if (next.tables === was.tables || was.known === 0) return
      const news = [
        ...conversationNews(was.tables.conversation, next.tables.conversation, me),
        ...offerNews(was.tables.offer, next.tables.offer),
      ].filter(n => n.kind !== 'message' || !reading(n.conversation))
      const first = rank.map(kind => news.find(n => n.kind === kind)).find(n => n)
      if (!first) return
      play(first.kind)
      if (!document.hasFocus()) {
        notify(first, () => void navigate({ to: '/work/$id', params: { id: first.conversation } }))
      }
    })
  }, [live, me, navigate])
}

const reading = (id: string) => document.hasFocus() && location.pathname.endsWith(`/${id}`)
