import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Expand, X } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { ConnectionAlert, useRoomT } from '@/features/workspace'
import { usePageTitle } from '@/shared/pageTitle'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { useMay } from './asks'
import { Clock } from './Clock'
import { useRoomNow } from './clock'
import { icons } from './icons'
import { glance, labelCounts, labels, totals } from './model'
import { Room } from './Room'
import { useRoom } from './room'
import classes from './wall.module.css'

/** The room in big figures, for a screen on the wall. */
export function Wall() {
  return useMay()('room.view') ? <Figures /> : <Room />
}

function Figures() {
  const t = useRoomT()
  usePageTitle(t('room.title'))
  const f = useFormats()
  const now = useRoomNow()
  const navigate = useNavigate()
  const { rows, ready, error } = useRoom()
  const box = useRef<HTMLElement>(null)
  const glances = useMemo(() => glance(rows), [rows])
  const all = totals(glances)
  const counts = labelCounts(rows.agents)
  const leave = () => void navigate({ to: '/room' })
  useEffect(() => {
    const pressed = (e: globalThis.KeyboardEvent) => {
      if (e.key === 'Escape' && !document.fullscreenElement) void navigate({ to: '/room' })
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [navigate])
  return (
    <section className={classes.wall} ref={box} aria-label={t('room.wall')} aria-busy={!ready}>
      <ConnectionAlert />
      <header>
        <h1>{t('room.title')}</h1>
        <time className={classes.clock}>{f.time(now)}</time>
        <Button
          fw={500}
          variant="default"
          leftSection={<Expand size={16} aria-hidden />}
          onClick={() => void box.current?.requestFullscreen().catch(() => {})}
        >
          {t('room.wall.full')}
        </Button>
        <Button fw={500} variant="default" leftSection={<X size={16} aria-hidden />} onClick={leave}>
          {t('room.wall.close')}
        </Button>
      </header>
      {error !== null && <ErrorNote error={error} />}
      <dl className={classes.figures}>
        <div data-alarm={all.waiting > 0}>
          <dt>{t('room.queue.waiting')}</dt>
          <dd>{all.waiting}</dd>
        </div>
        <div>
          <dt>{t('room.queue.oldest')}</dt>
          <dd>{all.oldest ? <Clock since={all.oldest} /> : '–'}</dd>
        </div>
        <div>
          <dt>{t('room.queue.serving')}</dt>
          <dd>{all.serving}</dd>
        </div>
      </dl>
      <dl className={classes.labels}>
        {labels.map(label => {
          const Icon = icons[label]
          return (
            <div key={label} data-label={label}>
              <dt>
                <Icon size={20} aria-hidden /> {t(`room.label.${label}`)}
              </dt>
              <dd>{counts[label]}</dd>
            </div>
          )
        })}
      </dl>
      <div className={classes.queues}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('room.col.queue')}</th>
              <th scope="col">{t('room.queue.waiting')}</th>
              <th scope="col">{t('room.queue.oldest')}</th>
              <th scope="col">{t('room.queue.able')}</th>
              <th scope="col">{t('room.queue.serving')}</th>
            </tr>
          </thead>
          <tbody>
            {glances.map(g => (
              <tr key={g.queue.id} data-alarm={g.waiting > 0 && g.able === 0}>
                <th scope="row">{g.queue.name}</th>
                <td>{g.waiting}</td>
                <td>{g.oldest ? <Clock since={g.oldest} /> : '–'}</td>
                <td>{g.able}</td>
                <td>{g.serving}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
