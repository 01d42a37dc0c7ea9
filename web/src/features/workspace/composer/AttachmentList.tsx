import { ActionIcon, CloseButton } from '@mantine/core'
import { Paperclip, RotateCw } from 'lucide-react'
import { problemText, useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { type Attachment, maxFileBytes, maxFiles, type Refusal } from './attachments'
import classes from './composer.module.css'

interface Props {
  items: readonly Attachment[]
  refused: readonly Refusal[]
  remove: (key: string) => void
}

/** What will go with the message: how far it is, or why it cannot come. */
export function AttachmentList({ items, refused, remove }: Props) {
  const t = useT()
  const f = useFormats()
  if (items.length === 0 && refused.length === 0) return null
  const limits = { size: f.bytes(maxFileBytes), count: maxFiles }
  return (
    <div className={classes.attachments}>
      {items.map(a => (
        <div key={a.key} className={classes.attachment} data-problem={a.problem !== undefined}>
          <Paperclip size={14} aria-hidden />
          <span className={classes.fileName}>{a.name}</span>
          {a.problem ? (
            <span role="alert">{problemText(a.problem)}</span>
          ) : (
            <span className="figure">{a.stored ? f.bytes(a.size) : `${Math.round(a.progress * 100)} %`}</span>
          )}
          {a.retry && (
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('composer.again', { name: a.name })}
              title={t('common.retry')}
              onClick={a.retry}
            >
              <RotateCw size={14} aria-hidden />
            </ActionIcon>
          )}
          <CloseButton
            size="sm"
            aria-label={t('composer.remove', { name: a.name })}
            onClick={() => remove(a.key)}
          />
          {!a.stored && !a.problem && (
            <progress value={a.progress} max={1} aria-label={t('composer.progress', { name: a.name })} />
          )}
        </div>
      ))}
      {refused.map(r => (
        <p key={r.name + r.reason} role="alert" className={classes.refused}>
          {t(`composer.refused.${r.reason}`, { name: r.name, ...limits })}
        </p>
      ))}
    </div>
  )
}
