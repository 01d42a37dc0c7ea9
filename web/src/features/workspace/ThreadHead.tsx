import { ActionIcon, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ChevronLeft, DoorOpen } from 'lucide-react'
import type { Ref } from 'react'
import type { Conversation } from '@/api'
import { ActionButton } from '@/shared/actions'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { secondsBetween } from '@/shared/time/duration'
import { useNow } from '@/shared/time/ticker'
import type { Back } from './ConversationPane'
import type { ConversationActions } from './conversationActions'
import classes from './workspace.module.css'

interface Props {
  conversation: Conversation | undefined
  back: Back
  actions: ConversationActions
  /** The button of the contact's panel. */
  infoButton: Ref<HTMLButtonElement>
}

export function ThreadHead({ conversation: c, back, actions, infoButton }: Props) {
  const t = useT()
  return (
    <header className={classes.head}>
      <ActionIcon
        className={classes.back}
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t('thread.back')}
        renderRoot={props => <Link to={back} {...props} />}
      >
        <ChevronLeft size={22} />
      </ActionIcon>
      <div className={classes.title}>
        {c ? (
          <>
            <h2>{c.contact.display}</h2>
            <p>
              {c.queue.name} · <span className="figure">#{c.protocol}</span>
              {c.state !== 'closed' && c.agent && ` · ${c.agent.name}`}
              {c.customer_gone_since && <Gone since={c.customer_gone_since} />}
            </p>
          </>
        ) : (
          <Skeleton height={32} width={180} />
        )}
      </div>
      {actions.take && <ActionButton action={actions.take} kind="primary" />}
      {actions.archive && <ActionButton action={actions.archive} kind="labelled" />}
      {actions.finish && <ActionButton action={actions.finish} kind="labelled" />}
      <ActionButton ref={infoButton} action={actions.info} />
    </header>
  )
}

function Gone({ since }: { since: string }) {
  const t = useT()
  const f = useFormats()
  const now = useNow()
  return (
    <span className={classes.gone}>
      <DoorOpen size={13} aria-hidden /> {t('thread.gone', { wait: f.wait(secondsBetween(since, now)) })}
    </span>
  )
}
