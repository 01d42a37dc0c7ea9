import { Ear } from 'lucide-react'
import { memo } from 'react'
import type { Whisper } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import classes from './thread.module.css'

/** A word from who supervises to who answers. It looks like no message, for it is none. */
export const WhisperNote = memo(function WhisperNote({ whisper: w }: { whisper: Whisper }) {
  const t = useT()
  const f = useFormats()
  const me = useMe()
  const mine = w.author.id === me.id
  return (
    <div className={classes.whisper} data-whisper={w.id}>
      <p className={classes.whisperHead}>
        <Ear size={14} aria-hidden />
        {mine ? t('thread.whisper.mine') : t('thread.whisper', { name: w.author.name })}
        <time dateTime={w.at} title={f.dateTime(w.at)}>
          {f.time(w.at)}
        </time>
      </p>
      <p className={classes.whisperText} dir="auto">
        {w.text}
      </p>
    </div>
  )
})
