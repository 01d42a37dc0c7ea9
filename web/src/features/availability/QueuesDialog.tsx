import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ref } from '@/api'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { stopwatch } from '@/shared/time/duration'
import { useNow } from '@/shared/time/ticker'
import classes from './availability.module.css'
import { asksReason, pauseClock, type QueueState, queueState } from './model'
import { declareQueue, reasonsQuery, useStatus } from './queries'
import { Reasons } from './ReasonDialog'

const states: readonly QueueState[] = ['in', 'paused', 'out']

/** Each queue by itself, C-05: in, paused, out. Work that one holds is touched by none of it. */
export function QueuesDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const me = useMe()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('status.queues')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p className={classes.explain}>{t('status.queues.text')}</p>
      <ul className={classes.queues}>
        {me.serves.map(queue => (
          <Queue key={queue.id} queue={queue} />
        ))}
      </ul>
    </Modal>
  )
}

function Queue({ queue }: { queue: Ref }) {
  const t = useT()
  const live = useLiveStore()
  const status = useStatus()
  const { pause_reason_rule: rule } = useMe()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  const [asking, setAsking] = useState(false)
  const now = queueState(status, queue.id)
  const set = async (state: QueueState, reason?: string) => {
    setAsking(false)
    await declareQueue(live, queue.id, state, reason)
  }
  const pick = (state: QueueState) => {
    if (state === 'paused' && asksReason(reasons, rule)) return setAsking(!asking)
    setAsking(false)
    if (state !== now) void set(state)
  }
  return (
    <li>
      <div className={classes.queue}>
        <span>
          <strong>{queue.name}</strong>
          <Since queue={queue.id} />
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: three buttons of one thing, not fields of a form */}
        <div role="group" aria-label={queue.name} className={classes.states}>
          {states.map(state => (
            <button
              key={state}
              type="button"
              data-state={state}
              aria-pressed={state === now}
              {...(state === 'paused' && asksReason(reasons, rule) ? { 'aria-expanded': asking } : {})}
              onClick={() => pick(state)}
            >
              {t(`status.queue.${state}`)}
            </button>
          ))}
        </div>
      </div>
      {asking && (
        <fieldset className={classes.asking}>
          <legend>{t('status.reason.title')}</legend>
          <Reasons pick={reason => set('paused', reason)} />
        </fieldset>
      )}
    </li>
  )
}

/** For how long this queue is paused, and why. */
function Since({ queue }: { queue: string }) {
  const t = useT()
  const now = useNow()
  const entry = useStatus().queues.find(q => q.queue.id === queue)
  if (entry?.state !== 'paused') return null
  const clock = pauseClock(entry, now)
  return (
    <span className={classes.meaning} data-over={clock.over}>
      {entry.reason && `${entry.reason.name} · `}
      <time>{clock.elapsed}</time>
      {entry.reason && entry.reason.seconds > 0 && ` / ${stopwatch(entry.reason.seconds)}`}
      {clock.over && clock.left && ` · ${t('status.pause.over', { time: clock.left })}`}
    </span>
  )
}
