import { FileText } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { File } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import classes from './thread.module.css'

const Lightbox = lazy(() => import('./Lightbox').then(m => ({ default: m.Lightbox })))

/** Files of a message: what can be seen or heard is, the rest is a card to open. */
export function Attached({ files }: { files: readonly File[] }) {
  const [open, setOpen] = useState<number | null>(null)
  const images = files.filter(f => f.kind === 'image')
  return (
    <div className={classes.files}>
      {files.map(file => (
        <One key={file.id} file={file} enlarge={() => setOpen(images.indexOf(file))} />
      ))}
      <Suspense fallback={null}>
        {open !== null && <Lightbox images={images} start={open} onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  )
}

function One({ file, enlarge }: { file: File; enlarge: () => void }) {
  const t = useT()
  const f = useFormats()
  switch (file.kind) {
    case 'image':
      return (
        <button
          type="button"
          className={classes.image}
          onClick={enlarge}
          aria-label={t('file.enlarge', { name: file.name })}
        >
          <img src={file.url} alt={file.name} loading="lazy" decoding="async" />
        </button>
      )
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: what a customer sends has no captions
        <video className={classes.video} src={file.url} controls preload="metadata" aria-label={file.name} />
      )
    case 'audio':
      return (
        // biome-ignore lint/a11y/useMediaCaption: what a customer sends has no captions
        <audio className={classes.audio} src={file.url} controls preload="metadata" aria-label={file.name} />
      )
    default:
      return (
        <a className={classes.document} href={file.url} download={file.name}>
          <FileText size={20} aria-hidden />
          <span>
            <span>{file.name}</span>
            <small>{f.bytes(file.size)}</small>
          </span>
        </a>
      )
  }
}
