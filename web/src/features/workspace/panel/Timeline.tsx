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
  const { outcome, source, state, agent } = entry.params ?? {}
  const to = entry.kind === 'conversation.moved' && agent ? 'agent' : undefined
  const variant = outcome ?? source ?? state ?? to
  const words =
    (variant && wordsFor('timeline', `${entry.kind}.${variant}`, params)) ??
    wordsFor('timeline', entry.kind, params)
  return <span>{words || entry.kind}</span>
}
