import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api, call, type Me } from '@/api'
import { useLiveStore } from '@/live'
import { t } from '@/shared/i18n'
import { titleUnread } from '@/shared/pageTitle'
import { useMe } from '@/shared/session'
import { tell } from '@/shared/ui/notify'
import { useUnreadTotal } from '../list/useLists'
import { deeds } from './deeds'
import { conversationNews, type News, offerNews, whisperNews } from './news'
import { notify } from './notices'
import { byWhom, type Passed, passed } from './passed'
import { play } from './sound'

/** The latest first: what matters most is heard when several come at once. */
const rank: News['kind'][] = ['offer', 'assigned', 'whisper', 'waiting', 'message']

/** Title, sound and browser notice on new work. Nothing of it when the desk has just opened. */
export function useAlerts() {
  const me = useMe()
  const live = useLiveStore()
  const navigate = useNavigate()
  const unread = useUnreadTotal()

  useEffect(() => {
    titleUnread(unread)
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
        ...whisperNews(was.tables.whisper, next.tables.whisper, next.tables.conversation, me),
      ].filter(n => !knows(n))
      for (const { who, kind } of news) if (kind === 'whisper') tell(t('news.whisper', { name: who }))
      for (const p of passed(was.tables.conversation, next.tables.conversation, me)) void tellWho(p, me)
      const first = rank.map(kind => news.find(n => n.kind === kind)).find(n => n)
      if (!first) return
      play(first.kind)
      if (!document.hasFocus()) {
        notify(first, () => void navigate({ to: '/work/$id', params: { id: first.conversation } }))
      }
    })
  }, [live, me, navigate])
}

/** What I did myself, and what I have before my eyes. */
function knows({ kind, conversation }: News): boolean {
  if (kind === 'assigned') return deeds.mine(conversation)
  return (kind === 'message' || kind === 'whisper') && reading(conversation)
}

const reading = (id: string) => document.hasFocus() && location.pathname.endsWith(`/${id}`)

/** Says who passed work to me or took it from me, unless it was I. */
async function tellWho({ conversation: id, who, to }: Passed, me: Me) {
  try {
    const timeline = await call(api.GET('/api/v1/conversations/{id}/timeline', { params: { path: { id } } }))
    const actor = byWhom(timeline.items, me)
    if (actor) tell(t(to === 'me' ? 'moved.to_me' : 'moved.from_me', { actor, name: who }))
  } catch {
    // The lists tell that it came or went; by whom is in its timeline.
  }
}
