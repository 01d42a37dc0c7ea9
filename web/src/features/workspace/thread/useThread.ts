import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Conversation, Message, Whisper } from '@/api'
import { conversationTopic, type Live, rowOf, rowsOf, sameRows, useLive, useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { useOutgoing } from '../composer/useOutbox'
import { loadConversation } from '../queries'
import { tail, unreadStart } from './model'

const visitedMost = 8
let visited: string[] = []

/** Keeps the messages of the last few threads at hand, and lets the others go. */
function visit(live: Live, id: string) {
  visited = [id, ...visited.filter(v => v !== id)].slice(0, visitedMost)
  live.tidy(new Set(visited))
}

/** One conversation, followed on the feed while it is looked at. */
export function useThread(id: string) {
  const live = useLiveStore()
  const loaded = useQuery({
    queryKey: ['thread', id],
    queryFn: () => loadConversation(live, id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const seq = loaded.data?.seq
  useEffect(() => {
    if (seq === undefined) return
    const topic = conversationTopic(id)
    visit(live, id)
    live.follow(topic, seq)
    return () => live.unfollow(topic)
  }, [live, id, seq])

  const conversation = useLive(s => rowOf<Conversation>(s.feed, 'conversation', id))
  const all = useLive(s => rowsOf<Message>(s.feed, 'message').filter(m => m.conversation === id), sameRows)
  const messages = useMemo(() => tail(all), [all])
  const whispers = useLive(
    s => rowsOf<Whisper>(s.feed, 'whisper').filter(w => w.conversation === id),
    sameRows,
  )
  const outgoing = useOutgoing()
  const outbox = useMemo(() => outgoing.filter(o => o.conversation === id), [outgoing, id])
  return { loaded, conversation, messages, outbox, whispers }
}

/** Where the unread began when the thread was opened: the line stays there until one leaves. */
export function useUnreadFrom(
  id: string,
  conversation: Conversation | undefined,
  ready: boolean,
): number | null {
  const me = useMe()
  const [from, setFrom] = useState<{ id: string; n: number | null } | null>(null)
  useEffect(() => {
    if (!conversation || !ready || from?.id === id) return
    setFrom({ id, n: unreadStart(conversation, me) })
  }, [id, conversation, ready, from, me])
  return from?.id === id ? from.n : null
}

export function useTyping(id: string): string | undefined {
  return useLive(s => s.typing.get(conversationTopic(id))?.from)
}
