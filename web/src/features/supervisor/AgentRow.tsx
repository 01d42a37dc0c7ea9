// biome-ignore-all lint/a11y: a table of which only the rows in sight are drawn cannot be one of HTML
import { memo, type ReactNode } from 'react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { Avatar } from '@/shared/ui'
import { AgentMenu } from './AgentMenu'
import { useHands } from './asks'
import { Clock } from './Clock'
import { usePast } from './clock'
import { LabelMark, PauseWords } from './LabelMark'
import { LoadMeter } from './LoadMeter'
import { MarksLine } from './Marks'
import { labelOf } from './model'
import classes from './room.module.css'
import { useDoing } from './useDoing'

interface Props {
  agent: RoomAgent
  selected: boolean
  /** Shown still, though the list is of others now: it goes with the next look. */
  left: boolean
}

/** One agent. Drawn again only when they change; the clocks tick by themselves. */
export const AgentRow = memo(function AgentRow({ agent, selected, left }: Props) {
  const t = useRoomT()
  const { showAgent } = useHands()
  return (
    <div
      className={`${classes.cells} ${classes.row}`}
      role="presentation"
      data-agent={agent.user}
      data-label={labelOf(agent)}
      data-selected={selected}
      data-left={left}
    >
      <span role="cell" data-col="agent">
        <button
          type="button"
          className={classes.who}
          data-main
          aria-expanded={selected}
          onClick={() => showAgent(selected ? null : agent.user)}
        >
          <Avatar name={agent.name} />
          <span className={classes.two}>
            <strong>{agent.name}</strong>
            <MarksLine agent={agent} />
          </span>
        </button>
      </span>
      <span role="cell" data-col="label" className={classes.two}>
        <LabelMark agent={agent} />
        {left ? <small>{t('room.mark.left')}</small> : <PauseWords agent={agent} />}
      </span>
      <span role="cell" data-col="since">
        <Clock since={agent.label_since} />
      </span>
      <span role="cell" data-col="doing" className={classes.two}>
        <DoingWords agent={agent} />
      </span>
      <span role="cell" data-col="load">
        <LoadMeter agent={agent} />
      </span>
      <span role="cell" data-col="queues" className={classes.cut} title={names(agent)}>
        {names(agent)}
      </span>
      <span role="cell" data-col="acts">
        <AgentMenu agent={agent} />
      </span>
    </div>
  )
})

const names = (agent: RoomAgent) => agent.serves.map(q => q.name).join(', ')

interface DoingProps {
  agent: RoomAgent
  /** What stands there of who does nothing. */
  none?: ReactNode
}

export function DoingWords({ agent, none = <span className={classes.quiet}>–</span> }: DoingProps) {
  const now = useDoing(agent)
  const past = usePast() // where it is not known since when
  if (!now) return none
  return (
    <>
      <span className={classes.cut}>{now.text}</span>
      {now.since && past === null && (
        <small>
          <Clock since={now.since} />
        </small>
      )}
    </>
  )
}
