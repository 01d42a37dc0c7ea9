import { Link } from '@tanstack/react-router'
import { BellRing, ChevronsUp, DoorOpen } from 'lucide-react'
import { memo } from 'react'
import type { Conversation } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { secondsBetween } from '@/shared/time/duration'
import { useNow } from '@/shared/time/ticker'
import { Avatar } from '@/shared/ui'
import classes from './list.module.css'
import type { Tab } from './model'

interface Props {
  conversation: Conversation
  tab: Tab
  selected: boolean
}

/** Who, how long, the last words, and what needs an eye. */
export const Row = memo(function Row({ conversation: c, tab, selected }: Props) {
  const t = useT()
  return (
    <Link
      to="/work/$id"
      params={{ id: c.id }}
      preload={false}
      className={classes.row}
      data-conversation={c.id}
      data-selected={selected}
      data-unread={c.unread > 0}
      aria-current={selected ? 'true' : undefined}
    >
      <Avatar name={c.contact.display} />
      <span className={classes.who}>{c.contact.display}</span>
      <Age conversation={c} tab={tab} />
      <span className={classes.words}>
        {c.last_from === 'agent' && `${t('list.you')} `}
        {c.last_text || t(c.last_n > 0 ? 'list.file' : 'list.nothing')}
      </span>
      {c.unread > 0 ? (
        <span className={classes.unread}>
          <span aria-hidden>{c.unread}</span>
          <span className="sr-only">{t('list.unread', { count: c.unread })}</span>
        </span>
      ) : (
        <span />
      )}
      <span className={classes.about}>
        {tab === 'queue' && c.priority > 0 && (
          <span className={classes.priority}>
            <ChevronsUp size={12} aria-hidden /> {t('list.priority', { level: c.priority })}
          </span>
        )}
        {c.queue.name}
        {c.state === 'offered' && (
          <span className={classes.mark}>
            <BellRing size={12} aria-hidden /> {t('list.offered')}
          </span>
        )}
        {c.customer_gone_since && (
          <span className={classes.gone}>
            <DoorOpen size={12} aria-hidden /> {t('list.gone')}
          </span>
        )}
      </span>
    </Link>
  )
})

/** In the queue how long it waits; with me when something was last said. */
function Age({ conversation: c, tab }: { conversation: Conversation; tab: Tab }) {
  const t = useT()
  const f = useFormats()
  const now = useNow()
  const since = tab === 'queue' ? c.queued_at : (c.last_at ?? c.assigned_at ?? c.opened_at)
  const shown = f.wait(secondsBetween(since, now))
  return (
    <time className={classes.age} dateTime={since} title={f.dateTime(since)}>
      <span className="sr-only">{t(tab === 'queue' ? 'list.waits' : 'list.last')} </span>
      {shown}
    </time>
  )
}
