import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { Plus, SendHorizontal, Smile, WifiOff } from 'lucide-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useRef,
  useState,
} from 'react'
import { useT } from '@/shared/i18n'
import { Keys } from '@/shared/ui'
import { AttachmentList } from './AttachmentList'
import classes from './composer.module.css'
import { maxText, useComposer } from './useComposer'

const EmojiPicker = lazy(() => import('./EmojiPicker').then(m => ({ default: m.EmojiPicker })))

/** The lower quadrant, T-17 to T-19: words, emoji, and what is attached. */
export function Composer({ id, name }: { id: string; name: string }) {
  const t = useT()
  const c = useComposer(id)
  const [dropping, setDropping] = useState(false)
  const [emoji, setEmoji] = useState(false)
  const picker = useRef<HTMLInputElement>(null)

  const keys = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault()
      setEmoji(false)
      c.send()
    } else if (e.key === 'Escape') {
      if (emoji) setEmoji(false)
      else c.field.current?.blur()
    }
  }
  const paste = (e: ClipboardEvent) => {
    const files = [...e.clipboardData.files]
    if (files.length === 0) return
    e.preventDefault()
    c.attach(files)
  }
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setDropping(false)
    if (!c.lost) c.attach([...e.dataTransfer.files])
  }
  const over = (e: DragEvent) => {
    if (![...e.dataTransfer.types].includes('Files')) return
    e.preventDefault()
    setDropping(true)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button beside it that does the same
    <div
      className={classes.composer}
      data-lost={c.lost}
      data-dropping={dropping}
      onDrop={drop}
      onDragOver={over}
      onDragLeave={() => setDropping(false)}
    >
      {dropping && <div className={classes.dropHint}>{t('composer.drop')}</div>}
      <AttachmentList items={c.items} refused={c.refused} remove={c.removeItem} />
      <textarea
        ref={c.field}
        className={classes.text}
        rows={1}
        data-composer
        value={c.text}
        disabled={c.lost}
        aria-label={t('composer.label', { name })}
        placeholder={c.lost ? '' : t('composer.placeholder')}
        onChange={e => c.write(e.currentTarget.value)}
        onKeyDown={keys}
        onPaste={paste}
      />
      <div className={classes.tools}>
        <Tooltip label={t('composer.attach')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            disabled={c.lost}
            aria-label={t('composer.attach')}
            onClick={() => picker.current?.click()}
          >
            <Plus size={20} />
          </ActionIcon>
        </Tooltip>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          data-testid="attach"
          onChange={e => {
            c.attach([...(e.currentTarget.files ?? [])])
            e.currentTarget.value = ''
          }}
        />
        <Emoji
          disabled={c.lost}
          opened={emoji}
          show={setEmoji}
          pick={c.insert}
          leave={() => c.field.current?.focus()}
        />
        {c.lost ? (
          <p className={classes.fieldNotice} role="status">
            <WifiOff size={14} aria-hidden /> {t('conn.field')}
          </p>
        ) : (
          <span className={classes.hint}>
            {c.text.length > maxText - 200 ? (
              <span data-over={c.text.length > maxText}>
                {c.text.length}/{maxText}
              </span>
            ) : (
              <>
                <Keys keys="Enter" /> {t('composer.hint')}
              </>
            )}
          </span>
        )}
        <Tooltip label={c.uploading ? t('composer.uploading') : t('composer.send')}>
          <ActionIcon size={32} disabled={!c.ready} aria-label={t('composer.send')} onClick={c.send}>
            <SendHorizontal size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
}

interface EmojiProps {
  disabled: boolean
  opened: boolean
  show: (opened: boolean) => void
  pick: (emoji: string) => void
  /** Where the focus goes when it closes. */
  leave: () => void
}

/** Stays open for several: a choice puts the cursor back into the words, where Escape closes it. */
function Emoji({ disabled, opened, show, pick, leave }: EmojiProps) {
  const t = useT()
  const change = (open: boolean) => {
    show(open)
    if (!open) leave()
  }
  return (
    <Popover opened={opened} onChange={change} position="top-start" width={344} trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          disabled={disabled}
          aria-label={t('composer.emoji')}
          title={t('composer.emoji')}
          onClick={() => change(!opened)}
        >
          <Smile size={20} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Suspense fallback={<div style={{ height: 320 }} />}>
          {opened && <EmojiPicker pick={pick} />}
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
