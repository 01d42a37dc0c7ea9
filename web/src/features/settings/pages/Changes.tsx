import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { api, call, type TimelineEntry } from '@/api'
import { wordsFor } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

/** Who changed what, the latest first. */
export function Changes() {
  const t = useSettingsT()
  const changes = useInfiniteQuery({
    queryKey: ['changes'],
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/api/v1/changes', {
          params: { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next || undefined,
    staleTime: 0,
  })
  const rows = changes.data?.pages.flatMap(p => p.items) ?? []
  return (
    <section className={classes.changes}>
      <h2>{t('settings.changes')}</h2>
      {changes.isPending && <Skeleton height={200} />}
      {changes.isError && <ErrorNote error={changes.error} retry={() => changes.refetch()} />}
      {changes.isSuccess && rows.length === 0 && <Empty icon={History} title={t('settings.changes.empty')} />}
      <ol>
        {rows.map(entry => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {changes.hasNextPage && (
        <Button
          variant="default"
          loading={changes.isFetchingNextPage}
          onClick={() => changes.fetchNextPage()}
        >
          {t('history.more')}
        </Button>
      )}
    </section>
  )
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const t = useSettingsT()
  const f = useFormats()
  const p = entry.params ?? {}
  const words = { ...p, actor: entry.actor?.name ?? t('timeline.system') }
  const how = p.created === 'true' ? 'created' : p.removed === 'true' ? 'removed' : null
  const special = how ? wordsFor('change', `${entry.kind}.${how}`, words) : undefined
  const fields = p.created === 'true' ? [] : (p.changed ?? '').split(',').filter(Boolean)
  return (
    <li>
      <time dateTime={entry.at}>{f.dateTime(entry.at)}</time>
      <span>
        {special ?? wordsFor('change', entry.kind, words) ?? entry.kind}
        {fields.length > 0 && (
          <span className={classes.quiet}> {fields.map(c => wordsFor('changed', c) ?? c).join(', ')}</span>
        )}
        {entry.kind === 'member.saved' && (
          <Member serves={p.serves === 'true'} supervises={p.supervises === 'true'} />
        )}
      </span>
    </li>
  )
}

function Member({ serves, supervises }: { serves: boolean; supervises: boolean }) {
  const t = useSettingsT()
  const parts = [serves && t('settings.queue.serves'), supervises && t('settings.queue.supervises')].filter(
    Boolean,
  )
  return <span className={classes.quiet}> {parts.join(', ') || t('change.member.none')}</span>
}
