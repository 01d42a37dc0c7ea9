import { Skeleton } from '@mantine/core'
import { ArrowDown, MessageSquareDashed } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Conversation, Message, Whisper } from '@/api'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { Empty } from '@/shared/ui'
import type { Outgoing } from '../composer/outbox'
import { loadOlder } from '../queries'
import { Bubble } from './Bubble'
import { layout } from './model'
import { useThreadScroll } from './scroll'
import classes from './thread.module.css'
import { useReadMark } from './useReadMark'
import { useTyping } from './useThread'
import { WhisperNote } from './WhisperNote'

interface Props {
  id: string
  conversation: Conversation | undefined
  messages: readonly Message[]
  outbox: readonly Outgoing[]
  whispers: readonly Whisper[]
  unreadFrom: number | null
  ready: boolean
}

export function Thread({ id, conversation, messages, outbox, whispers, unreadFrom, ready }: Props) {
  const t = useT()
  const f = useFormats()
  const box = useRef<HTMLDivElement>(null)
  const typing = useTyping(id)
  const items = useMemo(
    () => layout({ conversation, messages, outbox, whispers, unreadFrom, dayKey: f.dayKey }),
    [conversation, messages, outbox, whispers, unreadFrom, f],
  )
  const first = messages[0]?.n ?? 0
  const last = whispers.at(-1)?.id ?? outbox.at(-1)?.id ?? messages.at(-1)?.id ?? ''
  const scroll = useThreadScroll(box, { first, last, ready })
  const older = useOlder(id, first)
  useReadMark(conversation, messages, scroll.atEnd && ready)

  // What I send I want to see, wherever I was reading.
  const mine = outbox.at(-1)?.id
  const { goToEnd } = scroll
  useEffect(() => {
    if (mine) goToEnd()
  }, [mine, goToEnd])

  const onScroll = () => {
    scroll.onScroll()
    if ((box.current?.scrollTop ?? 999) < 200) older.load()
  }
  return (
    <div className={classes.frame}>
      <div
        className={classes.scroll}
        ref={box}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by key
        tabIndex={0}
        role="log"
        aria-label={t('thread.label')}
        aria-live="polite"
      >
        <div className={classes.lane}>
          {!ready && messages.length === 0 && <Outline />}
          {ready && items.length === 0 && <Empty icon={MessageSquareDashed} title={t('thread.empty')} />}
          {first > 1 && <div className={classes.older}>{older.loading ? t('thread.older') : ''}</div>}
          {items.map(item => {
            if (item.type === 'day') {
              const words = { today: t('thread.today'), yesterday: t('thread.yesterday') }
              return (
                <div key={item.key} className={classes.day}>
                  <span>{f.dayLine(item.at, serverNow(), words)}</span>
                </div>
              )
            }
            if (item.type === 'unread') {
              return (
                <div key={item.key} className={classes.unread} data-unread-line>
                  <span>{t('thread.unread')}</span>
                </div>
              )
            }
            if (item.type === 'whisper') return <WhisperNote key={item.key} whisper={item.whisper} />
            return <Bubble key={item.key} group={item} who={conversation?.contact.display ?? ''} />
          })}
          {typing && (
            <p className={classes.typing}>
              {t('thread.typing', {
                name: typing === 'customer' ? (conversation?.contact.display ?? '') : typing,
              })}
            </p>
          )}
        </div>
      </div>
      {!scroll.atEnd && (
        <button type="button" className={classes.toEnd} onClick={scroll.goToEnd}>
          <ArrowDown size={16} aria-hidden /> {t('thread.newest')}
          {conversation && conversation.unread > 0 && (
            <span className="figure"> ({conversation.unread})</span>
          )}
        </button>
      )}
    </div>
  )
}

/** Loads what was said before, one page at a time. */
function useOlder(id: string, first: number) {
  const live = useLiveStore()
  const [loading, setLoading] = useState(false)
  const exhausted = useRef<string | null>(null)
  const load = () => {
    if (loading || first <= 1 || exhausted.current === id) return
    setLoading(true)
    loadOlder(live, id, first)
      .then(n => {
        if (n === 0) exhausted.current = id
      })
      .catch(() => {}) // scrolling up again asks again
      .finally(() => setLoading(false))
  }
  return { load, loading }
}

function Outline() {
  return (
    <div className={classes.outline} aria-busy="true">
      <Skeleton height={48} width="55%" />
      <Skeleton height={32} width="40%" />
      <Skeleton height={64} width="60%" ml="auto" />
      <Skeleton height={40} width="45%" />
    </div>
  )
}
