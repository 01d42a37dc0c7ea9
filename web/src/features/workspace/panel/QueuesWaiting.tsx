import { Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { secondsBetween } from '@/shared/time/duration'
import { useNow } from '@/shared/time/ticker'
import { ErrorNote } from '@/shared/ui'
import { queuesWaitingQuery } from '../queries'
import classes from './panel.module.css'
import { WaitingWords } from './WhyWaiting'

/** "Why does this wait?" for each queue I see. */
export function QueuesWaiting({ onClose }: { onClose: () => void }) {
  const t = useT()
  const f = useFormats()
  const now = useNow()
  const queues = useQuery(queuesWaitingQuery)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('waiting.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {queues.isPending && <Skeleton height={120} />}
      {queues.isError && <ErrorNote error={queues.error} retry={() => queues.refetch()} />}
      {queues.data?.map(w => (
        <section key={w.queue.id} className={classes.queue}>
          <h3>
            {w.queue.name}
            <span className={classes.quiet}>
              {t('idle.waiting', { count: w.waiting })}
              {w.oldest_since &&
                ` · ${t('waiting.oldest', { wait: f.wait(secondsBetween(w.oldest_since, now)) })}`}
            </span>
          </h3>
          {w.waiting > 0 && <WaitingWords waiting={w} />}
        </section>
      ))}
    </Modal>
  )
}
