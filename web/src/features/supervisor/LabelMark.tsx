import { TriangleAlert } from 'lucide-react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useRoomNow } from './clock'
import { icons } from './icons'
import { labelOf, pauseOf } from './model'
import classes from './room.module.css'

/** The supervisor's label, in word, shape and colour. */
export function LabelMark({ agent }: { agent: RoomAgent }) {
  const t = useRoomT()
  const label = labelOf(agent)
  const Icon = icons[label]
  return (
    <span className={classes.label} data-label={label}>
      <Icon size={16} aria-hidden />
      {t(`room.label.${label}`)}
    </span>
  )
}

/** Why somebody pauses, and by how much the pause is over: in words, not by colour alone. */
export function PauseWords({ agent }: { agent: RoomAgent }) {
  const t = useRoomT()
  const pause = pauseOf(agent, useRoomNow())
  if (!pause || (!pause.reason && !pause.over)) return null
  return (
    <span className={classes.pause}>
      {pause.reason && <span>{pause.reason}</span>}
      {pause.over ? (
        <span className={classes.over}>
          <TriangleAlert size={12} aria-hidden />
          <span className="figure">{t('room.pause.over', { over: pause.over })}</span>
        </span>
      ) : (
        pause.planned && <span className="figure">{t('room.pause.of', { planned: pause.planned })}</span>
      )}
    </span>
  )
}
