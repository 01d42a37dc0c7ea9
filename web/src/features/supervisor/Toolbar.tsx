import { NativeSelect, TextInput } from '@mantine/core'
import { Search, Users, UserX } from 'lucide-react'
import type { CSSProperties } from 'react'
import type { Ref, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { type Filter, type Label, labelCounts } from './model'
import classes from './room.module.css'

interface Props {
  tab: 'agents' | 'sessions'
  agents: readonly RoomAgent[]
  queues: readonly Ref[]
  filter: Filter
  onFilter: (change: Partial<Filter>) => void
}

const chips: readonly (Label | null)[] = [null, 'available', 'paused', 'inactive']

/** Narrows the lists down, and counts while it is at it. */
export function Toolbar({ tab, agents, queues, filter, onFilter }: Props) {
  const t = useRoomT()
  const counts = labelCounts(
    filter.queue === null ? agents : agents.filter(a => a.serves.some(q => q.id === filter.queue)),
  )
  const offline = filter.label === 'offline'
  const onDuty = counts.available + counts.paused + counts.inactive
  const words = t(tab === 'agents' ? 'room.filter.search' : 'room.filter.search.sessions')
  return (
    <div
      className={classes.toolbar}
      style={{ '--digits': `${String(agents.length).length}ch` } as CSSProperties}
    >
      <TextInput
        className={classes.search}
        type="search"
        maxLength={60}
        leftSection={<Search size={16} aria-hidden />}
        aria-label={words}
        placeholder={words}
        value={filter.text}
        onChange={e => onFilter({ text: e.currentTarget.value })}
      />
      {queues.length > 1 && (
        <NativeSelect
          className={classes.queueSelect}
          aria-label={t('room.filter.queue')}
          value={filter.queue ?? ''}
          onChange={e => onFilter({ queue: e.currentTarget.value || null })}
          data={[
            { value: '', label: t('room.filter.queue.all') },
            ...queues.map(q => ({ value: q.id, label: q.name })),
          ]}
        />
      )}
      {tab === 'agents' && (
        <>
          {!offline && (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent
            <div className={classes.chips} role="group" aria-label={t('room.filter.label')}>
              {chips.map(chip => (
                <button
                  key={chip ?? 'all'}
                  type="button"
                  aria-pressed={filter.label === chip}
                  data-label={chip ?? undefined}
                  onClick={() => onFilter({ label: chip })}
                >
                  {t(chip === null ? 'room.filter.all' : `room.label.${chip}`)}
                  <span className="figure">{chip === null ? onDuty : counts[chip]}</span>
                </button>
              ))}
            </div>
          )}
          <button
            type="button"
            className={classes.offlineLink}
            onClick={() => onFilter({ label: offline ? null : 'offline' })}
          >
            {offline ? <Users size={14} aria-hidden /> : <UserX size={14} aria-hidden />}
            {t(offline ? 'room.offline.hide' : 'room.offline.show')}
            <span className="figure">({offline ? onDuty : counts.offline})</span>
          </button>
        </>
      )}
    </div>
  )
}
