import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { firstSteps } from '../model'
import { channelsQuery, queuesQuery } from '../queries'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

/** From an empty desk to the first customer, in the order in which it works. */
export function Start() {
  const t = useSettingsT()
  const { data: queues = [] } = useQuery(queuesQuery)
  const { data: channels = [] } = useQuery(channelsQuery)
  const steps = firstSteps(queues, channels)
  const next = steps.find(s => !s.done)?.id
  const first = queues.find(q => q.active)?.id
  const where = {
    queue: { page: 'queues', item: 'new' },
    member: { page: 'queues', item: first ?? 'new' },
    channel: { page: 'channels', item: 'new' },
  }
  return (
    <section className={classes.start}>
      <h2>{t('settings.start.title')}</h2>
      <p className={classes.quiet}>{t(next ? 'settings.start.text' : 'settings.start.done')}</p>
      <ol>
        {steps.map((step, i) => (
          <li key={step.id} data-done={step.done}>
            {step.done ? <CircleCheck size={22} aria-hidden /> : <CircleDashed size={22} aria-hidden />}
            <div>
              <strong>
                {i + 1}. {t(`settings.step.${step.id}`)}
                <span className="sr-only"> {t(step.done ? 'settings.step.done' : 'settings.step.open')}</span>
              </strong>
              <p className={classes.quiet}>{t(`settings.step.${step.id}.text`)}</p>
            </div>
            {!step.done && (
              <Button
                variant={step.id === next ? 'filled' : 'default'}
                disabled={step.id !== next}
                renderRoot={props => <Link to="/settings/$page/$item" params={where[step.id]} {...props} />}
              >
                {t(`settings.step.${step.id}.go`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {!next && (
        <Button renderRoot={props => <Link to="/work" {...props} />}>{t('settings.start.go')}</Button>
      )}
    </section>
  )
}
