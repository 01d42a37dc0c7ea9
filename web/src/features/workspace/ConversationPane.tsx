import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { asApiError, type Conversation } from '@/api'
import { problemText, useT } from '@/shared/i18n'
import { usePreference } from '@/shared/preference'
import { useMe } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import { Composer } from './composer/Composer'
import { useConversationActions } from './conversationActions'
import { isMine } from './list/model'
import { looksOn } from './oversee/model'
import { loadRoomWords } from './oversee/words'
import { panelShown, uncoverThread } from './panel/shown'
import { ThreadHead } from './ThreadHead'
import { Thread } from './thread/Thread'
import { useThread, useUnreadFrom } from './thread/useThread'
import classes from './workspace.module.css'

const ClosingDialog = lazy(() => import('./ClosingDialog').then(m => ({ default: m.ClosingDialog })))
const ContactPanel = lazy(() => import('./panel/ContactPanel').then(m => ({ default: m.ContactPanel })))

const OverseeBar = lazy(async () => {
  const [part] = await Promise.all([import('./oversee/OverseeBar'), loadRoomWords()])
  return { default: part.OverseeBar }
})
const WhisperBox = lazy(async () => {
  const [part] = await Promise.all([import('./oversee/WhisperBox'), loadRoomWords()])
  return { default: part.WhisperBox }
})

/** The pages that a conversation is opened from. */
export type Back = '/work' | '/history' | '/room'

/** One conversation: its head, what was said, a place to answer, and who it is. */
export function ConversationPane({ id, back }: { id: string; back: Back }) {
  const t = useT()
  const me = useMe()
  const { loaded, conversation, messages, outbox, whispers } = useThread(id)
  const ready = loaded.isSuccess
  const unreadFrom = useUnreadFrom(id, conversation, ready)
  const shown = usePreference(panelShown)
  const infoButton = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thread is begun uncovered
  useEffect(uncoverThread, [id])
  const actions = useConversationActions(id, conversation, back)
  if (loaded.isError && messages.length === 0) {
    return <NotShown error={loaded.error} retry={() => loaded.refetch()} back={back} />
  }
  return (
    <>
      <section className={classes.thread} aria-label={t('thread.label')}>
        <ThreadHead conversation={conversation} back={back} actions={actions} infoButton={infoButton} />
        <Suspense fallback={null}>
          {conversation && looksOn(me, conversation) && <OverseeBar conversation={conversation} />}
        </Suspense>
        <Thread
          id={id}
          conversation={conversation}
          messages={messages}
          outbox={outbox}
          whispers={whispers}
          unreadFrom={unreadFrom}
          ready={ready}
        />
        {conversation && <Foot conversation={conversation} />}
        <Suspense fallback={null}>
          {conversation && actions.closing && (
            <ClosingDialog
              conversation={conversation}
              deed={actions.closing}
              back={back}
              onClose={actions.stopClosing}
            />
          )}
        </Suspense>
      </section>
      <Suspense fallback={<div className={classes.panel} hidden={!shown} />}>
        {shown && conversation && <ContactPanel conversation={conversation} opener={infoButton} />}
      </Suspense>
    </>
  )
}

/** An address that leads nowhere needs a way back; what only failed can be tried again. */
function NotShown({ error, retry, back }: { error: unknown; retry: () => void; back: Back }) {
  const t = useT()
  return (
    <div className={classes.nothing}>
      {asApiError(error).code === 'not_found' ? (
        <Empty icon={SearchX} title={problemText(error)}>
          <Link to={back}>{t('thread.back')}</Link>
        </Empty>
      ) : (
        <ErrorNote error={error} retry={retry} />
      )}
    </div>
  )
}

/** The composer when it is mine to answer; else why it is not. */
function Foot({ conversation: c }: { conversation: Conversation }) {
  const t = useT()
  const me = useMe()
  if (isMine(c, me)) return <Composer id={c.id} name={c.contact.display} />
  if (c.state === 'assigned' && looksOn(me, c) && me.permissions.includes('conversation.whisper')) {
    return (
      <Suspense fallback={null}>
        <WhisperBox key={c.agent?.id} conversation={c} />
      </Suspense>
    )
  }
  return (
    <p className={classes.readOnly} role="status">
      {c.state === 'queued' &&
        t(me.serves.some(q => q.id === c.queue.id) ? 'thread.take.hint' : 'thread.waits')}
      {c.state === 'offered' && t('thread.offered')}
      {c.state === 'assigned' && t('thread.other', { name: c.agent?.name ?? '' })}
      {c.state === 'closed' && t(`thread.closed.${c.outcome ?? 'finished'}`)}
    </p>
  )
}
