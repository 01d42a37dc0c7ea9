import { useEffect, useRef, useState } from 'preact/hooks'
import { bytes } from '../../src/shared/bytes'
import { fill } from '../i18n'
import type { FileRef } from '../wire'
import { Icon } from './icons'
import type { UI } from './ui'

/**
 * A file of a message. Pictures load by themselves, sound and film when asked
 * for. Nothing is ever opened as a page of its own: a file must not run here.
 */
export function Attachment(ui: UI & { file: FileRef }) {
  switch (ui.file.kind) {
    case 'image':
      return <Picture {...ui} />
    case 'audio':
    case 'video':
      return <Media {...ui} />
    case 'document':
      return <Document {...ui} />
  }
}

function Picture({ file, session, t }: UI & { file: FileRef }) {
  const [url, setURL] = useState('')
  const large = useRef<HTMLDialogElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file's bytes never change under its id
  useEffect(() => {
    let shown = true
    session.fileURL(file).then(
      found => shown && setURL(found),
      () => undefined, // the frame stays, with its name
    )
    return () => {
      shown = false
    }
  }, [file.id])
  return (
    <>
      <button
        type="button"
        class="picture"
        aria-label={fill(t.enlarge, file as never)}
        onClick={() => large.current?.showModal()}
      >
        {url ? <img src={url} alt={file.name} /> : <span>{file.name}</span>}
      </button>
      <dialog
        ref={large}
        aria-label={file.name}
        onClick={() => large.current?.close()}
        onKeyDown={event => event.key === 'Escape' && event.stopPropagation()}
      >
        <button type="button" class="round" aria-label={t.dismiss}>
          <Icon name="close" />
        </button>
        <img src={url} alt={file.name} />
      </dialog>
    </>
  )
}

function Media({ file, session, t, locale }: UI & { file: FileRef }) {
  const [url, setURL] = useState('')
  const load = () => session.fileURL(file).then(setURL, () => undefined)
  // biome-ignore-start lint/a11y/useMediaCaption: a person's recording comes without captions
  if (url && file.kind === 'video')
    return <video class="media" src={url} controls autoplay aria-label={file.name} />
  if (url) return <audio class="media" src={url} controls autoplay aria-label={file.name} />
  // biome-ignore-end lint/a11y/useMediaCaption: see above
  return (
    <button type="button" class="file" aria-label={fill(t.play, { name: file.name })} onClick={load}>
      <Icon name="play" />
      <FileText file={file} locale={locale} />
    </button>
  )
}

function Document({ file, session, t, locale }: UI & { file: FileRef }) {
  const save = async () => {
    const url = await session.fileURL(file).catch(() => undefined)
    if (url) Object.assign(document.createElement('a'), { href: url, download: file.name }).click()
  }
  return (
    <button type="button" class="file" aria-label={fill(t.download, { name: file.name })} onClick={save}>
      <Icon name="document" />
      <FileText file={file} locale={locale} />
    </button>
  )
}

function FileText({ file, locale }: { file: FileRef; locale: UI['locale'] }) {
  return (
    <span>
      <b>{file.name}</b>
      <small>{bytes(file.size, locale)}</small>
    </span>
  )
}
