import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { bytes } from '../../src/shared/bytes'
import { fill } from '../i18n'
import { charsLeft, type Upload, uploading } from '../model'
import type { EmojiPicker } from './EmojiPicker'
import { Icon } from './icons'
import type { UI } from './ui'

export function Composer(ui: UI) {
  const { state, session, t } = ui
  const [Picker, setPicker] = useState<typeof EmojiPicker | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const left = charsLeft(state)
  const ready =
    (state.draft.trim() !== '' || state.tray.some(upload => upload.file)) && left >= 0 && !uploading(state)
  const dropping = useDrop(dropped => session.attach(dropped))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => grow(area.current), [state.draft])
  const send = () => {
    if (ready) session.write()
    area.current?.focus()
  }
  const insert = (sign: string) => {
    const { selectionStart = 0, selectionEnd = 0 } = area.current ?? {}
    area.current?.setRangeText(sign, selectionStart, selectionEnd, 'end')
    session.typed(area.current?.value ?? '')
  }
  const pickAway = () => {
    setPicker(null)
    area.current?.focus()
  }
  /** Loaded when it is first wanted: the chat is on the page of everybody, few look for a sign. */
  const pick = () =>
    import('./EmojiPicker').then(
      loaded => setPicker(() => loaded.EmojiPicker),
      () => undefined, // no line: the button can be pressed again
    )
  return (
    <form
      class="composer"
      inert={state.preview}
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {dropping && <p class="drop">{t.drop}</p>}
      {state.tray.length > 0 && (
        <ul class="tray">
          {state.tray.map(upload => (
            <Waiting key={upload.id} upload={upload} {...ui} />
          ))}
        </ul>
      )}
      {Picker && <Picker label={t.emoji} pick={insert} close={pickAway} />}
      <div class="write">
        <textarea
          ref={area}
          rows={1}
          value={state.draft}
          placeholder={t.placeholder}
          aria-label={t.message}
          aria-describedby="left"
          onInput={event => session.typed(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing || touch()) return
            event.preventDefault()
            send()
          }}
          onPaste={event => {
            const pasted = [...(event.clipboardData?.files ?? [])]
            if (pasted.length === 0) return
            event.preventDefault()
            session.attach(pasted)
          }}
        />
        <button
          type="button"
          class="round"
          aria-label={t.emoji}
          title={t.emoji}
          aria-expanded={!!Picker}
          onClick={() => (Picker ? setPicker(null) : void pick())}
        >
          <Icon name="emoji" />
        </button>
        <button
          type="button"
          class="round"
          aria-label={t.attach}
          title={t.attach}
          onClick={() => files.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <button type="submit" class="round send" aria-label={t.send} title={t.send} aria-disabled={!ready}>
          <Icon name="send" />
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        onChange={event => {
          session.attach([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = '' // the same file may be chosen again
          area.current?.focus()
        }}
      />
      <p class="left" id="left" aria-live="polite">
        {left < 0
          ? fill(t.text_long, { limit: state.channel?.limits.text_chars ?? 0 })
          : left <= 100 && fill(t.chars_left, { count: left })}
      </p>
    </form>
  )
}

/** A file on its way: how far it is, and the way to stop it. */
function Waiting({ upload, session, t, locale }: UI & { upload: Upload }) {
  const { id, name, size, progress, file, error } = upload
  const percent = Math.round(progress * 100)
  return (
    <li class={error && 'failed'}>
      <span>
        <b>{name}</b>
        <small>{error ? fill(t[error], { name }) : file ? bytes(size, locale) : `${percent} %`}</small>
        {!file && !error && (
          <progress value={progress} max={1} aria-label={fill(t.uploading, { name, count: percent })} />
        )}
        {file && (
          <span class="hidden" role="status">
            {fill(t.uploaded, { name })}
          </span>
        )}
      </span>
      {error && (
        <button
          type="button"
          class="round"
          aria-label={fill(t.retry_file, { name })}
          onClick={() => session.retryUpload(id)}
        >
          <Icon name="retry" />
        </button>
      )}
      <button
        type="button"
        class="round"
        aria-label={fill(file || error ? t.remove : t.cancel_file, { name })}
        onClick={() => session.removeUpload(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  )
}

/** Files may be dropped anywhere on the panel. */
function useDrop(take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const has = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!has(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!has(event)) return
      event.preventDefault()
      setOver(false)
      latest.current([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', enter)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return over
}

/** On a touch keyboard Enter is a new line; the button sends. */
function touch(): boolean {
  return matchMedia('(pointer: coarse)').matches
}

function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return
  area.style.height = 'auto'
  area.style.height = `${Math.min(area.scrollHeight, 140)}px`
}
