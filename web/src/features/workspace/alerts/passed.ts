import type { Conversation, Me, TimelineEntry } from '@/api'
import type { Entry, Table } from '@/live/feed'

/** Work that came to me or left me, perhaps by another's word. */
export interface Passed {
  conversation: string
  who: string
  to: 'me' | 'elsewhere'
}

/** What may have been passed between two states of the conversations. */
export function passed(before: Table, after: Table, me: Pick<Me, 'id'>): Passed[] {
  const found: Passed[] = []
  for (const [id, entry] of after) {
    const last = before.get(id)
    if (entry === last) continue
    const [was, is] = [rowOf(last), rowOf(entry)]
    const [wasMine, isMine] = [holds(was, me), holds(is, me)]
    if (was && wasMine && !isMine && !is?.outcome) {
      found.push({ conversation: id, who: was.contact.display, to: 'elsewhere' })
    }
    if (is && isMine && !wasMine && is.source === 'move') {
      found.push({ conversation: id, who: is.contact.display, to: 'me' })
    }
  }
  return found
}

const rowOf = (entry: Entry | undefined) => entry?.row as Conversation | undefined

const holds = (c: Conversation | undefined, me: Pick<Me, 'id'>) =>
  c?.state === 'assigned' && c.agent?.id === me.id

/** Who did it, when it was somebody else; null when I did, or the desk by itself. */
export function byWhom(timeline: readonly TimelineEntry[], me: Pick<Me, 'id'>): string | null {
  const last = timeline.findLast(e => changesHands.has(e.kind))
  if (!last?.actor || last.actor.id === me.id || last.kind !== 'conversation.moved') return null
  return last.actor.name
}

const changesHands = new Set(['conversation.assigned', 'conversation.returned', 'conversation.moved'])
