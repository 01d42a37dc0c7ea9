import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { loadOf } from './model'
import classes from './room.module.css'

/** What an agent holds of what they may, small enough for a row. */
export function LoadMeter({ agent }: { agent: RoomAgent }) {
  const t = useRoomT()
  const { held, limit, share, full } = loadOf(agent)
  const words = t('room.load', { held, limit })
  const offered = agent.offered > 0 ? `, ${t('room.load.offered', { count: agent.offered })}` : ''
  return (
    <span className={classes.load} title={words + offered}>
      <span className="sr-only">{words + offered}</span>
      <span className={classes.loadText} aria-hidden>
        <span className="figure">
          {held}/{limit}
        </span>
        {full && <small>{t('room.load.full')}</small>}
      </span>
      <span className={classes.meter} data-full={full} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  )
}
