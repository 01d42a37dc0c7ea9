import { Button, Group } from '@mantine/core'
import { FilterX, Users } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { Empty } from '@/shared/ui'
import { AgentRow } from './AgentRow'
import { type AgentOrder, agentMatches, byAgent, type Filter, offlineFound } from './model'
import { type Column, Table } from './Table'
import { useSteady } from './useSteady'

const columns: readonly Column<AgentOrder>[] = [
  { id: 'agent', label: 'room.col.agent', order: 'name' },
  { id: 'label', label: 'room.col.label', order: 'label' },
  { id: 'since', label: 'room.col.since', order: 'since' },
  { id: 'doing', label: 'room.col.doing' },
  { id: 'load', label: 'room.col.load', order: 'load' },
  { id: 'queues', label: 'room.col.queues' },
  { id: 'acts', label: 'room.col.acts' },
]

const idOf = (a: RoomAgent) => a.user

interface Props {
  agents: readonly RoomAgent[]
  filter: Filter
  selected: string | null
  onClear: () => void
  onOffline: () => void
}

/** The agents on duty, or those who are Offline. */
export function AgentsTable({ agents, filter, selected, onClear, onOffline }: Props) {
  const t = useRoomT()
  // An order is asked for again with the same click: the number makes it another look.
  const [{ order, look }, setOrder] = useState<{ order: AgentOrder; look: number }>({
    order: 'name',
    look: 0,
  })
  const matches = useCallback((a: RoomAgent) => agentMatches(a, filter), [filter])
  const rows = useSteady({
    rows: agents,
    idOf,
    matches,
    order: useMemo(() => byAgent(order), [order]),
    epoch: JSON.stringify([filter, order, look]),
  })
  if (rows.length === 0) {
    const narrowed =
      filter.text.trim() !== '' || filter.queue !== null || (filter.label && filter.label !== 'offline')
    const offline = offlineFound(agents, filter)
    if (narrowed) {
      return (
        <NothingFound onClear={onClear}>
          {offline > 0 && (
            <Button variant="default" size="compact-sm" onClick={onOffline}>
              {t('room.offline.show')} ({offline})
            </Button>
          )}
        </NothingFound>
      )
    }
    return (
      <Empty icon={Users} title={t(filter.label ? 'room.empty.offline' : 'room.empty.agents')}>
        {!filter.label && t('room.empty.agents.hint')}
      </Empty>
    )
  }
  return (
    <Table
      kind="agents"
      label={t(filter.label === 'offline' ? 'room.offline.title' : 'room.agents')}
      columns={columns}
      order={order}
      onOrder={next => setOrder({ order: next, look: look + 1 })}
      rows={rows}
      idOf={idOf}
      render={a => <AgentRow agent={a} selected={a.user === selected} left={!matches(a)} />}
    />
  )
}

export function NothingFound({ onClear, children }: { onClear: () => void; children?: ReactNode }) {
  const t = useRoomT()
  return (
    <Empty icon={FilterX} title={t('room.empty.filter')}>
      <Group gap="xs" justify="center" mt="xs">
        {children}
        <Button variant="default" size="compact-sm" onClick={onClear}>
          {t('room.filter.clear')}
        </Button>
      </Group>
    </Empty>
  )
}
