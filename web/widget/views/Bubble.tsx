import { clock } from '../format'
import { pieces } from '../links'
import type { Tick } from '../model'
import type { FileRef } from '../wire'
import { Attachment } from './Attachment'
import { Icon } from './icons'
import type { UI } from './ui'

interface Shown {
  id: string
  from: 'customer' | 'agent'
  author?: string
  text?: string
  files?: FileRef[]
  at: string
}

export function Bubble({
  message,
  tick,
  last,
  ...ui
}: UI & { message: Shown; tick: Tick | undefined; last: boolean }) {
  const { t, session } = ui
  const who = message.from === 'customer' ? t.you : (message.author ?? t.support)
  return (
    <div class={`line ${message.from} ${tick ?? ''} ${last ? 'last' : ''}`}>
      <span class="hidden">{who}: </span>
      {message.files?.map(file => (
        <Attachment key={file.id} file={file} {...ui} />
      ))}
      {message.text && (
        <p class={`bubble ${message.from}`}>
          {pieces(message.text).map((piece, i) =>
            piece.href ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never move
              <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
                {piece.text}
              </a>
            ) : (
              piece.text
            ),
          )}
        </p>
      )}
      {tick === 'not_sent' && (
        <p class="refused" role="alert">
          <Icon name="warn" /> {t.refused}
          <button type="button" onClick={() => session.again(message.id)}>
            {t.retry}
          </button>
          <button type="button" onClick={() => session.dispatch({ type: 'discarded', id: message.id })}>
            {t.discard}
          </button>
        </p>
      )}
      {(last || tick === 'sending') && (
        <p class="meta">
          {message.from === 'agent' && `${who} · `}
          <time dateTime={message.at}>{clock(message.at, ui.locale)}</time>
          {tick && tick !== 'not_sent' && (
            <span class={`tick ${tick}`}>
              {' · '}
              {t[tick]}
              <Icon name={tick === 'sending' ? 'clock' : 'sent'} />
            </span>
          )}
        </p>
      )}
    </div>
  )
}
