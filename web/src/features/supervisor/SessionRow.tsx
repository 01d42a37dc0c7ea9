// biome-ignore-all lint/a11y: a table of which only the rows in sight are drawn cannot be one of HTML
import { Menu } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRightLeft, BellRing, Clock3, DoorOpen, Eye, Hand } from 'lucide-react'
import { memo } from 'react'
import type { Conversation, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useMe } from '@/shared/session'
import { stopwatch } from '@/shared/time/duration'
import { Avatar } from '@/shared/ui'
import { useHands, useMay } from './asks'
import { Clock } from './Clock'
import { usePast } from './clock'
import { LabelMark } from './LabelMark'
import { queueWait } from './model'
import { RowMenu } from './RowMenu'
import classes from './room.module.css'
import { useDoing } from './useDoing'

interface Props {
  conversation: Conversation
  agent: RoomAgent | undefined
  selected: boolean
}

/** One open conversation: who waits for whom, and since when. */
export const SessionRow = memo(function SessionRow({ conversation: c, agent, selected }: Props) {
  const past = usePast()
  return (
    <div
      className={`${classes.cells} ${classes.row}`}
      role="presentation"
      data-session={c.id}
      data-selected={selected}
    >
      <span role="cell" data-col="customer">
        <Link
          to={past === null ? '/room/$id' : '/history/$id'}
          params={{ id: c.id }}
          preload={false}
          className={classes.who}
          data-main
          aria-current={selected ? 'true' : undefined}
        >
          <Avatar name={c.contact.display} />
          <span className={classes.two}>
            <strong>{c.contact.display}</strong>
            <LastWords conversation={c} />
          </span>
        </Link>
      </span>
      <span role="cell" data-col="queue" className={classes.two}>
        <span className={classes.cut}>{c.queue.name}</span>
        <small className={classes.cut}>{c.channel.name}</small>
      </span>
      <span role="cell" data-col="agent" className={classes.two}>
        <Holder conversation={c} agent={agent} />
      </span>
      <span role="cell" data-col="queued">
        <QueueWait conversation={c} />
      </span>
      <span role="cell" data-col="waiting" data-waits={c.asked_at !== undefined}>
        <CustomerWait conversation={c} />
      </span>
      <span role="cell" data-col="started">
        <Clock since={c.opened_at} />
      </span>
      <span role="cell" data-col="acts">
        {past === null && <SessionMenu conversation={c} />}
      </span>
    </div>
  )
})

/** How long it stood in the queue, or stands there. */
function QueueWait({ conversation: c }: { conversation: Conversation }) {
  const wait = queueWait(c)
  if (wait === null) return <span className={classes.quiet}>–</span>
  if ('seconds' in wait) return <span className={classes.quiet}>{stopwatch(wait.seconds)}</span>
  return (
    <span className={classes.waits}>
      <Clock since={wait.since} />
    </span>
  )
}

/** How long the customer waits for a word: since the first of theirs that has no answer yet. */
function CustomerWait({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  if (c.asked_at === undefined) {
    return <span className={classes.quiet}>{c.last_n > 0 ? t('room.session.answered') : '–'}</span>
  }
  return (
    <span className={classes.waits}>
      <Clock3 size={14} aria-hidden />
      <Clock since={c.asked_at} />
    </span>
  )
}

/** The last words and whose they are. */
function LastWords({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  const words = c.last_text || t(c.last_n > 0 ? 'room.session.file' : 'room.session.silent')
  return (
    <small className={classes.cut} title={words}>
      {c.last_from && <b>{t(`room.session.${c.last_from}`)} </b>}
      {words}
      {c.customer_gone_since && (
        <span className={classes.gone}>
          <DoorOpen size={12} aria-hidden /> {t('room.session.gone')}
        </span>
      )}
    </small>
  )
}

/** Who holds it and what they do, S-39; or that nobody does yet. */
function Holder({ conversation: c, agent }: { conversation: Conversation; agent: RoomAgent | undefined }) {
  const t = useRoomT()
  if (c.state === 'queued') return <span className={classes.quiet}>{t('room.session.queued')}</span>
  if (c.state === 'offered') {
    return (
      <span className={classes.waits}>
        <BellRing size={14} aria-hidden /> {t('room.session.offered')}
      </span>
    )
  }
  return (
    <>
      <span className={classes.cut}>{c.agent?.name}</span>
      {agent && (
        <span className={classes.holds}>
          <LabelMark agent={agent} />
          <Now agent={agent} />
        </span>
      )}
    </>
  )
}

function Now({ agent }: { agent: RoomAgent }) {
  const now = useDoing(agent)
  // Beside an attendance it goes without saying that they attend.
  return now && !now.serving && <span className={classes.cut}>{now.text}</span>
}

/** What can be done with an open conversation, as far as one may. */
export function SessionMenu({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  return (
    <RowMenu
      label={t('room.acts.of', { name: c.contact.display })}
      items={() => <SessionItems conversation={c} />}
    />
  )
}

function SessionItems({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  const me = useMe()
  const may = useMay()
  const navigate = useNavigate()
  const { ask } = useHands()
  return (
    <>
      <Menu.Item
        leftSection={<Eye size={16} />}
        onClick={() => void navigate({ to: '/room/$id', params: { id: c.id } })}
      >
        {t('room.act.follow')}
      </Menu.Item>
      {may('conversation.move') && (
        <Menu.Item
          leftSection={<ArrowRightLeft size={16} />}
          onClick={() => ask({ what: 'move', conversation: c })}
        >
          {t('room.act.move')}
        </Menu.Item>
      )}
      {may('conversation.take_over') && c.agent?.id !== me.id && (
        <Menu.Item leftSection={<Hand size={16} />} onClick={() => ask({ what: 'take', conversation: c })}>
          {t('room.act.take')}
        </Menu.Item>
      )}
    </>
  )
}
