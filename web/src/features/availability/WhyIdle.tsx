import { Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT, wordsFor } from '@/shared/i18n'
import { ErrorNote } from '@/shared/ui'
import classes from './availability.module.css'
import { apart } from './model'
import { whyIdleQuery } from './queries'
import { useChoiceWords } from './words'

/** "Why do I receive nothing?" in words, from the very rules that the router asks. */
export function WhyIdleDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const why = useQuery(whyIdleQuery)
  const say = useRuleWords()
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
            <p key={rule}>{say(rule)}</p>
          ))}
          {apart(why.data.reasons, why.data.calls).map(rule => (
            <p key={rule} className={classes.explain}>
              {say(rule)}
            </p>
          ))}
          <ul>
            {why.data.queues.map(q => (
              <li key={q.queue.id}>
                <strong>{q.queue.name}</strong>{' '}
                <span className={classes.planned}>{t('idle.waiting', { count: q.waiting })}</span>
                {q.rules.length === 0 && <div>{t('idle.able')}</div>}
                {apart(why.data.reasons, q.rules).map(rule => (
                  <div key={rule}>{say(rule)}</div>
                ))}
                {apart([...q.rules, ...why.data.calls], q.calls).map(rule => (
                  <div key={rule} className={classes.explain}>
                    {say(rule)}
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  )
}

/** A rule in the installation's words. */
function useRuleWords(): (rule: string) => string {
  const words = useChoiceWords()
  return rule => wordsFor('idle.rule', rule, words) ?? rule
}
