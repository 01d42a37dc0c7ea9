import { Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT, wordsFor } from '@/shared/i18n'
import { ErrorNote } from '@/shared/ui'
import classes from './availability.module.css'
import { whyIdleQuery } from './queries'

/** "Why do I receive nothing?" in words, from the very rules that the router asks. */
export function WhyIdleDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const why = useQuery(whyIdleQuery)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('idle.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {why.isPending && <Skeleton height={96} />}
      {why.isError && <ErrorNote error={why.error} retry={() => why.refetch()} />}
      {why.data && (
        <div className={classes.why}>
          {why.data.reasons.map(rule => (
            <p key={rule}>{ruleWords(rule)}</p>
          ))}
          {why.data.queues.length === 0 && why.data.reasons.length === 0 && <p>{t('problem.no_queue')}</p>}
          <ul>
            {why.data.queues.map(q => (
              <li key={q.queue.id}>
                <strong>{q.queue.name}</strong>{' '}
                <span className={classes.planned}>{t('idle.waiting', { count: q.waiting })}</span>
                {q.rules.length === 0 && <div>{t('idle.able')}</div>}
                {q.rules.map(rule => (
                  <div key={rule}>{ruleWords(rule)}</div>
                ))}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  )
}

const ruleWords = (rule: string) => wordsFor('idle.rule', rule) ?? rule
