import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TimelineEntry } from '@/api'
import { useT, wordsFor } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { timelineQuery } from '../queries'
import classes from './panel.module.css'

/** All that happened and was not said. */
export function Timeline({ id, rev }: { id: string; rev: number }) {
  const f = useFormats()
  const timeline = useQuery(timelineQuery(id, rev))
  if (timeline.isPending) return <Skeleton height={48} />
  if (timeline.isError) return <ErrorNote error={timeline.error} retry={() => timeline.refetch()} />
  return (
    <ol className={classes.timeline}>
      {timeline.data.filter(tells).map(entry => (
        <li key={entry.seq}>
          <time dateTime={entry.at} title={f.dateTime(entry.at)}>
            {f.time(entry.at)}
          </time>
          <Entry entry={entry} />
        </li>
      ))}
    </ol>
  )
}

/** An accepted offer is told once, by the assignment that it became. */
const tells = (entry: TimelineEntry) => entry.kind !== 'offer.ended' || entry.params?.state !== 'accepted'

function Entry({ entry }: { entry: TimelineEntry }) {
  const t = useT()
  const params = { ...entry.params, actor: entry.actor?.name ?? t('timeline.system') }
  const { outcome, source, state } = entry.params ?? {}
  const variant = entry.kind === 'conversation.moved' ? moved(entry.params) : (outcome ?? source ?? state)
  const words =
    (variant && wordsFor('timeline', `${entry.kind}.${variant}`, params)) ??
    wordsFor('timeline', entry.kind, params)
  return <span>{words || entry.kind}</span>
}

/** Of a move all is told that is not plain: to whom, from whom, and across which queues. */
function moved({ source = 'queue', from_agent, from_queue, queue }: Record<string, string> = {}): string {
  const across = source !== 'take_over' && from_queue !== queue
  return [source, from_agent && 'from', across && 'across'].filter(Boolean).join('.')
}
