import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Waiting } from '@/api'
import { useT, wordsFor } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { waitingQuery } from '../queries'
import classes from './panel.module.css'
import { LeftOut } from './WhyMe'

/** "Why does this wait?" for one conversation. */
export function WhyWaiting({ id }: { id: string }) {
  const waiting = useQuery(waitingQuery(id))
  if (waiting.isPending) return <Skeleton height={64} />
  if (waiting.isError) return <ErrorNote error={waiting.error} retry={() => waiting.refetch()} />
  return <WaitingWords waiting={waiting.data} />
}

export function WaitingWords({ waiting: w }: { waiting: Waiting }) {
  const t = useT()
  const f = useFormats()
  const params = { until: w.retry_at ? f.time(w.retry_at) : '' }
  return (
    <div className={classes.words}>
      <p>{wordsFor('waiting.reason', w.reason, params) ?? w.reason}</p>
      {w.conversation && w.ahead > 0 && <p>{t('waiting.ahead', { count: w.ahead })}</p>}
      {w.reason !== 'queue_is_pull' && (
        <>
          <p className={classes.quiet}>{t('waiting.able', { count: w.able, members: w.members })}</p>
          <LeftOut rules={w.left_out} />
        </>
      )}
    </div>
  )
}
