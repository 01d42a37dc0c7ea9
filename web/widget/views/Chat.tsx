import { useEffect, useRef } from 'preact/hooks'
import { phase } from '../model'
import { Composer } from './Composer'
import { Fields } from './Fields'
import { Header } from './Header'
import { Notices } from './Notices'
import { Thread } from './Thread'
import type { UI } from './ui'

/** The whole panel: a dialog that does not lock the page around it. */
export function Chat(ui: UI) {
  const { state, t } = ui
  const now = phase(state)
  const panel = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves the focus when the panel or its phase changes, at no other time
  useEffect(() => {
    if (state.open && ui.focus) focusFirst(panel.current)
  }, [state.open, now])
  return (
    <div class="panel" role="dialog" aria-label={state.channel?.title || t.support} ref={panel}>
      <Header {...ui} />
      {state.preview && <p class="preview">{t.preview}</p>}
      {now === 'loading' && <Loading {...ui} />}
      {now === 'fields' && <Fields {...ui} />}
      {(now === 'question' || now === 'chat') && <Thread {...ui} />}
      {now !== 'loading' && <Notices {...ui} />}
      {now === 'chat' && <Composer {...ui} />}
    </div>
  )
}

function Loading({ state, t }: UI) {
  return (
    <p class="loading" role="status">
      {state.failure ? t.unreachable : t.loading}
    </p>
  )
}

/** Where the next keystroke belongs: the message, else the form, else the choices. */
function focusFirst(panel: HTMLElement | null): void {
  const first = [
    'textarea',
    'form [aria-invalid=true]',
    'form input:not([type=file])',
    '.options button',
    '.head button',
  ]
  for (const selector of first) {
    const found = panel?.querySelector<HTMLElement>(selector)
    if (found) {
      found.focus({ preventScroll: true })
      return
    }
  }
}
