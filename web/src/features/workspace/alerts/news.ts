import type { Conversation, Me, Offer, Whisper } from '@/api'
import type { Entry, Table } from '@/live/feed'

/** What deserves a sound: work that came to me, somebody new who waits, a customer's word. */
export interface News {
  kind: 'assigned' | 'waiting' | 'message' | 'offer' | 'whisper'
  conversation: string
  who: string
  text: string
}

/** What is new between two states of the conversations. */
export function conversationNews(before: Table, after: Table, me: Pick<Me, 'id' | 'serves'>): News[] {
  const news: News[] = []
  for (const [id, entry] of after) {
    const was = before.get(id)
    if (entry === was) continue
    const kind = kindOf(rowOf(was), rowOf(entry), me)
    const c = rowOf(entry)
    if (kind && c) news.push({ kind, conversation: id, who: c.contact.display, text: c.last_text ?? '' })
  }
  return news
}

const rowOf = (entry: Entry | undefined) => entry?.row as Conversation | undefined

function kindOf(
  was: Conversation | undefined,
  is: Conversation | undefined,
  me: Pick<Me, 'id' | 'serves'>,
): News['kind'] | null {
  if (!is) return null
  const mine = is.state === 'assigned' && is.agent?.id === me.id
  const wasMine = was?.state === 'assigned' && was.agent?.id === me.id
  if (mine && !wasMine) return 'assigned'
  if (mine)
    return is.last_from === 'customer' && is.last_n > (was?.last_n ?? 0) && is.unread > 0 ? 'message' : null
  const served = me.serves.some(q => q.id === is.queue.id)
  return is.state === 'queued' && was?.state !== 'queued' && was?.state !== 'offered' && served
    ? 'waiting'
    : null
}

export function offerNews(before: Table, after: Table): News[] {
  const news: News[] = []
  for (const [id, entry] of after) {
    const offer = entry.row as Offer | undefined
    if (offer?.state === 'pending' && !before.get(id)?.row) {
      news.push({
        kind: 'offer',
        conversation: offer.conversation,
        who: offer.contact,
        text: offer.last_text ?? '',
      })
    }
  }
  return news
}

/** Words of the team to me, about what I hold. */
export function whisperNews(before: Table, after: Table, conversations: Table, me: Pick<Me, 'id'>): News[] {
  const news: News[] = []
  for (const [id, entry] of after) {
    const whisper = entry.row as Whisper | undefined
    if (!whisper || before.get(id)?.row || whisper.author.id === me.id) continue
    const c = rowOf(conversations.get(whisper.conversation))
    if (!c || c.agent?.id !== me.id) continue
    news.push({ kind: 'whisper', conversation: c.id, who: c.contact.display, text: whisper.text })
  }
  return news
}
