import { Button } from '@mantine/core'
import { Ear } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { problemText } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { ulid } from '@/shared/ulid'
import { readDraft, writeDraft } from '../composer/drafts'
import classes from './oversee.module.css'
import { whisper } from './queries'
import { useRoomT } from './words'

const maxText = 4000

/** In place of the composer: what is written here goes to the agent and never to the customer. */
export function WhisperBox({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  const me = useMe()
  const live = useLiveStore()
  const draft = `whisper.${c.id}`
  const [text, setText] = useState(() => readDraft(me.id, draft))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // The same words sent again are the same whisper, stored once.
  const attempt = useRef({ id: '', text: '' })
  const name = c.agent?.name ?? ''

  const write = (next: string) => {
    setText(next)
    setProblem(null)
    writeDraft(me.id, draft, next)
  }
  const send = async () => {
    const words = text.trim()
    if (busy || words === '') return
    if (attempt.current.text !== words) attempt.current = { id: ulid(), text: words }
    setBusy(true)
    try {
      await whisper(live, c.id, attempt.current.id, words)
      attempt.current = { id: '', text: '' }
      write('')
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  const keys = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault()
      void send()
    } else if (e.key === 'Escape') e.currentTarget.blur()
  }
  return (
    <div className={classes.whisper}>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={classes.whisperLine}>
        <Ear size={18} aria-hidden />
        <textarea
          rows={1}
          maxLength={maxText}
          value={text}
          aria-label={t('room.whisper.label', { name })}
          placeholder={t('room.whisper.placeholder', { name })}
          onChange={e => write(e.currentTarget.value)}
          onKeyDown={keys}
        />
        <Button
          fw={500}
          size="compact-sm"
          h={32}
          px={12}
          loading={busy}
          disabled={text.trim() === ''}
          onClick={send}
        >
          {t('room.whisper.send')}
        </Button>
      </div>
    </div>
  )
}
