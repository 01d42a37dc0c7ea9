import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Conversation, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { Avatar } from '@/shared/ui'
import { AgentPanelMenu } from './AgentMenu'
import { DoingWords } from './AgentRow'
import { useHands } from './asks'
import { Clock } from './Clock'
import { usePast } from './clock'
import { LabelMark, PauseWords } from './LabelMark'
import { LoadMeter } from './LoadMeter'
import { useMarks } from './Marks'
import { waitingSince } from './model'
import classes from './room.module.css'
import { SessionMenu } from './SessionRow'

interface Props {
  agent: RoomAgent
  conversations: readonly Conversation[]
}

/** One agent in full: what holds for them, queue by queue, and what they have in hand. */
export function AgentPanel({ agent, conversations }: Props) {
  const t = useRoomT()
  const { showAgent } = useHands()
  const past = usePast()
  const marks = useMarks(agent)
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus({ preventScroll: true }), [])
  const leave = (e: KeyboardEvent) => {
    // A menu of its own and what is asked over it close by themselves.
    if (e.key !== 'Escape' || e.defaultPrevented || !box.current?.contains(e.target as Node)) return
    showAgent(null)
    document.querySelector<HTMLElement>(`[data-agent="${agent.user}"] [data-main]`)?.focus()
  }
  const work = conversations.filter(c => c.state === 'assigned' && c.agent?.id === agent.user)
  return (
    <section
      ref={box}
      tabIndex={-1}
      className={classes.agentPanel}
      aria-label={t('room.agent.panel', { name: agent.name })}
      onKeyDown={leave}
    >
      <header>
        <Avatar name={agent.name} size={40} />
        <h2>{agent.name}</h2>
        <AgentPanelMenu agent={agent} />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={t('room.agent.close')}
          onClick={() => showAgent(null)}
        >
          <X size={18} />
        </ActionIcon>
      </header>
      <p className={classes.agentState}>
        <LabelMark agent={agent} />
        <Clock since={agent.label_since} />
        <PauseWords agent={agent} />
      </p>
      {agent.labels.smartspace === 'inactive' && (
        <p className={classes.quiet}>{t('room.label.inactive.meaning')}</p>
      )}
      {agent.labels.smartspace === 'offline' && (
        <p className={classes.quiet}>{t('room.label.offline.meaning')}</p>
      )}
      <p className={classes.agentState}>
        <DoingWords agent={agent} none={null} />
        <LoadMeter agent={agent} />
      </p>
      {marks.length > 0 && (
        <ul className={classes.markList}>
          {marks.map(({ key, icon: Icon, text }) => (
            <li key={key}>
              <Icon size={14} aria-hidden /> {text}
            </li>
          ))}
        </ul>
      )}
      <h3>{t('room.agent.queues')}</h3>
      <ul className={classes.entryList}>
        {agent.serves.map(q => {
          const entry = agent.queues.find(e => e.queue.id === q.id)
          const state = entry?.state ?? 'out'
          return (
            <li key={q.id} data-state={state}>
              <span className={classes.cut}>{q.name}</span>
              <span>
                {t(`room.entry.${state}`)}
                {entry?.reason && ` (${entry.reason.name})`}
              </span>
              {entry && past === null && <Clock since={entry.since} />}
            </li>
          )
        })}
      </ul>
      <h3>
        {t('room.agent.work')} <span className="figure">({work.length})</span>
      </h3>
      {work.length === 0 && <p className={classes.quiet}>{t('room.agent.work.none')}</p>}
      <ul className={classes.workList}>
        {work.map(c => (
          <li key={c.id}>
            <Work conversation={c} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Work({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  const since = waitingSince(c)
  const past = usePast()
  const words = (
    <>
      <strong className={classes.cut}>{c.contact.display}</strong>
      <small className={classes.cut}>
        {c.queue.name} ·{' '}
        {since === null ? (
          t('room.session.answered')
        ) : (
          <>
            {t('room.col.waiting')} <Clock since={since} />
          </>
        )}
      </small>
    </>
  )
  return (
    <>
      <Link
        to={past === null ? '/room/$id' : '/history/$id'}
        params={{ id: c.id }}
        preload={false}
        className={classes.workWords}
      >
        {words}
      </Link>
      {past === null && <SessionMenu conversation={c} />}
    </>
  )
}
