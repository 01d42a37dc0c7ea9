import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { conversationTopic, useLive, useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { ulid } from '@/shared/ulid'
import { attachments, type Refusal } from './attachments'
import { readDraft, writeDraft } from './drafts'
import { useOutbox } from './useOutbox'

export const maxText = 4000
const typingEvery = 3_000
const highest = 200

/** What the composer knows and does; the view only draws it. */
export function useComposer(id: string) {
  const me = useMe()
  const live = useLiveStore()
  const outbox = useOutbox()
  const field = useRef<HTMLTextAreaElement>(null)
  const lastTyping = useRef(0)
  const [text, setText] = useState(() => readDraft(me.id, id))
  const [refused, setRefused] = useState<Refusal[]>([])
  const lost = useLive(s => s.phase === 'lost')
  const items = useSyncExternalStore(attachments.subscribe, () => attachments.of(id))

  const stored = items.flatMap(a => a.stored ?? [])
  const uploading = items.some(a => !a.stored && !a.problem)
  const said = text.trim()
  const ready = !lost && !uploading && (said !== '' || stored.length > 0) && text.length <= maxText

  const write = useCallback(
    (value: string) => {
      setText(value)
      writeDraft(me.id, id, value)
      if (value !== '' && Date.now() - lastTyping.current > typingEvery) {
        lastTyping.current = Date.now()
        live.typing(conversationTopic(id))
      }
    },
    [me.id, id, live],
  )

  const send = () => {
    if (!ready) return
    outbox.add({
      id: ulid(),
      conversation: id,
      text: said,
      files: stored,
      at: new Date(serverNow()).toISOString(),
    })
    attachments.sent(id)
    setRefused([])
    setText('')
    writeDraft(me.id, id, '')
    lastTyping.current = 0
    field.current?.focus()
  }

  /** Puts an emoji where the cursor is. */
  const insert = (piece: string) => {
    const el = field.current
    const at = el?.selectionStart ?? text.length
    const to = el?.selectionEnd ?? at
    write(text.slice(0, at) + piece + text.slice(to))
    requestAnimationFrame(() => {
      el?.focus()
      el?.setSelectionRange(at + piece.length, at + piece.length)
    })
  }

  useLayoutEffect(() => grow(field.current, text), [text])
  useFocusWhenWide(field, lost)

  return {
    field,
    text,
    lost,
    items,
    refused,
    uploading,
    ready,
    write,
    send,
    insert,
    attach: (files: readonly File[]) => files.length > 0 && setRefused(attachments.add(id, files)),
    removeItem: (key: string) => attachments.remove(id, key),
  }
}

function grow(el: HTMLTextAreaElement | null, _text: string) {
  if (!el) return
  el.style.height = 'auto'
  el.style.height = `${Math.min(highest, el.scrollHeight)}px`
}

/** Ready to type on opening and after a loss; not on a phone, where the keyboard would cover the thread. */
function useFocusWhenWide(field: React.RefObject<HTMLTextAreaElement | null>, lost: boolean) {
  useEffect(() => {
    if (lost || !matchMedia('(min-width: 721px)').matches) return
    if (document.activeElement === document.body || document.activeElement?.closest('[data-conversation]')) {
      field.current?.focus()
    }
  }, [field, lost])
}
