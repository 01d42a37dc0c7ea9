import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleHelp, Inbox } from 'lucide-react'
import { type ReactNode, Suspense, useState } from 'react'
import { useRoomT, WaitingWords } from '@/features/workspace'
import { Empty, ErrorNote } from '@/shared/ui'
import { Clock } from './Clock'
import { usePast } from './clock'
import type { QueueGlance } from './model'
import { queuesWaitingQuery } from './room'
import classes from './room.module.css'

interface Props {
  glances: readonly QueueGlance[]
  queue: string | null
  onQueue: (id: string | null) => void
}

/** The queues at a glance; a click on one narrows the lists down to it. */
export function QueuesPanel({ glances, queue, onQueue }: Props) {
  const t = useRoomT()
  if (glances.length === 0) {
    return (
      <Empty icon={Inbox} title={t('room.empty.queues')}>
        {t('room.empty.queues.hint')}
      </Empty>
    )
  }
  return (
    <ul className={classes.queueList}>
      {glances.map(g => (
        <li key={g.queue.id} data-queue={g.queue.id}>
          <Glance
            glance={g}
            chosen={g.queue.id === queue}
            choose={() => onQueue(g.queue.id === queue ? null : g.queue.id)}
          />
        </li>
      ))}
    </ul>
  )
}

function Glance({ glance: g, chosen, choose }: { glance: QueueGlance; chosen: boolean; choose: () => void }) {
  const t = useRoomT()
  const past = usePast()
  const [asked, setAsked] = useState(false)
  return (
    <>
      <button
        type="button"
        className={classes.queueName}
        aria-pressed={chosen}
        title={t('room.queue.filter', { queue: g.queue.name })}
        onClick={choose}
      >
        {g.queue.name}
      </button>
      <dl className={classes.queueFigures}>
        <Figure label={t('room.queue.waiting')} alarm={g.waiting > 0 && g.able === 0}>
          {g.waiting}
        </Figure>
        <Figure label={t('room.queue.oldest')}>{g.oldest ? <Clock since={g.oldest} /> : '–'}</Figure>
        {g.able !== null && (
          <Figure label={t('room.queue.able')} alarm={g.waiting > 0 && g.able === 0}>
            {g.able}
          </Figure>
        )}
        <Figure label={t('room.queue.serving')}>{g.serving}</Figure>
      </dl>
      {g.waiting > 0 && past === null && (
        <button type="button" className={classes.why} aria-expanded={asked} onClick={() => setAsked(!asked)}>
          <CircleHelp size={14} aria-hidden /> {t('room.queue.why')}
        </button>
      )}
      {asked && g.waiting > 0 && past === null && <Why queue={g.queue.id} />}
    </>
  )
}

function Figure({ label, alarm = false, children }: { label: string; alarm?: boolean; children: ReactNode }) {
  return (
    <div data-alarm={alarm}>
      <dt>{label}</dt>
      <dd className="figure">{children}</dd>
    </div>
  )
}

/** From the very rules that the router asks, at the moment of asking. */
function Why({ queue }: { queue: string }) {
  const why = useQuery(queuesWaitingQuery)
  if (why.isPending) return <Skeleton height={64} mt="xs" />
  if (why.isError) return <ErrorNote error={why.error} retry={() => why.refetch()} />
  const found = why.data.find(w => w.queue.id === queue)
  if (!found) return null
  return (
    <Suspense fallback={<Skeleton height={64} mt="xs" />}>
      <div className={classes.whyWords} role="status">
        <WaitingWords waiting={found} />
      </div>
    </Suspense>
  )
}
