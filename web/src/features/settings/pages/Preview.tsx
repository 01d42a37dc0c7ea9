import { useCallback, useEffect, useRef } from 'react'
import type { Channel } from '@/api'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

/** What the frame shows of a channel, in the words of the widget's bridge. */
function shown(c: Channel) {
  const { title, greeting, away, color, locale, fields, require_proof, question } = c
  return {
    ...{ title, greeting, away, color, locale, fields, require_proof },
    ...(question ? { question: { text: question.text, options: question.options.map(o => o.label) } } : {}),
  }
}

/** The real frame of the widget, drawing what is typed here before it is saved. */
export function Preview({ channel }: { channel: Channel }) {
  const t = useSettingsT()
  const frame = useRef<HTMLIFrameElement>(null)
  const latest = useRef(channel)
  latest.current = channel

  const draw = useCallback(() => {
    const message = { pronto: 1, type: 'preview', channel: shown(latest.current) }
    frame.current?.contentWindow?.postMessage(message, location.origin)
  }, [])

  useEffect(() => {
    const asked = (e: MessageEvent) => {
      if (e.source !== frame.current?.contentWindow || e.origin !== location.origin) return
      if (e.data?.pronto === 1 && e.data.type === 'preview') draw()
    }
    window.addEventListener('message', asked)
    return () => window.removeEventListener('message', asked)
  }, [draw])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the channel is drawn
  useEffect(draw, [draw, channel])

  return (
    <figure className={classes.preview}>
      <figcaption>{t('settings.channel.preview')}</figcaption>
      <iframe
        ref={frame}
        src={`/widget/frame/${channel.id}?preview=1`}
        title={t('settings.channel.preview')}
      />
    </figure>
  )
}
