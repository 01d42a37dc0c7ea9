import { MessagesSquare } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Conversation, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { Empty } from '@/shared/ui'
import { NothingFound } from './AgentsTable'
import { bySession, type Filter, type SessionOrder, sessionMatches } from './model'
import { SessionRow } from './SessionRow'
import { type Column, Table } from './Table'
import { useSteady } from './useSteady'

const columns: readonly Column<SessionOrder>[] = [
  { id: 'customer', label: 'room.col.customer', order: 'customer' },
  { id: 'queue', label: 'room.col.queue' },
  { id: 'agent', label: 'room.col.agent', order: 'agent' },
  { id: 'queued', label: 'room.col.queued', order: 'queued' },
  { id: 'waiting', label: 'room.col.waiting', order: 'waiting' },
  { id: 'started', label: 'room.col.started', order: 'since' },
  { id: 'acts', label: 'room.col.acts' },
]

const idOf = (c: Conversation) => c.id

interface Props {
  conversations: readonly Conversation[]
  agents: readonly RoomAgent[]
  filter: Pick<Filter, 'text' | 'queue'>
  selected: string | undefined
  onClear: () => void
}

/** Sessões Ativas, S-39: every open conversation, and what its agent does. */
export function SessionsTable({ conversations, agents, filter, selected, onClear }: Props) {
  const t = useRoomT()
  const [{ order, look }, setOrder] = useState<{ order: SessionOrder; look: number }>({
    order: 'waiting',
    look: 0,
  })
  const { text, queue } = filter
  const matches = useCallback((c: Conversation) => sessionMatches(c, { text, queue }), [text, queue])
  const holders = useMemo(() => new Map(agents.map(a => [a.user, a])), [agents])
  const rows = useSteady({
    rows: conversations,
    idOf,
    matches,
    order: useMemo(() => bySession(order), [order]),
    epoch: JSON.stringify([text, queue, order, look]),
  })
  if (rows.length === 0) {
    if (text.trim() !== '' || queue !== null) return <NothingFound onClear={onClear} />
    return (
      <Empty icon={MessagesSquare} title={t('room.empty.sessions')}>
        {t('room.empty.sessions.hint')}
      </Empty>
    )
  }
  return (
    <Table
      kind="sessions"
      label={t('room.sessions')}
      columns={columns}
      order={order}
      onOrder={next => setOrder({ order: next, look: look + 1 })}
      rows={rows}
      idOf={idOf}
      render={c => (
        <SessionRow
          conversation={c}
          agent={c.agent ? holders.get(c.agent.id) : undefined}
          selected={c.id === selected}
        />
      )}
    />
  )
}
