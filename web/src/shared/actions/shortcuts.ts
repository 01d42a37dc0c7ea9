import { useEffect } from 'react'
import { preference } from '@/shared/preference'
import { useActionRegistry } from './actions'
import { isPlain, matches } from './keys'

/** Keys of one letter can be turned off, for those who speak to their computer (WCAG 2.1.4). */
export const plainKeys = preference('pronto.keys', true)

const typing = 'input, textarea, select, [contenteditable="true"]'
const layers = '[role="dialog"], [role="menu"], [role="listbox"]'

/** Listens for the keys of all registered actions; the newest registration wins. */
export function useShortcuts() {
  const registry = useActionRegistry()
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return
      const target = e.target as Element | null
      const inText = target?.closest?.(typing) != null
      const inLayer = target?.closest?.(layers) != null
      const action = registry.list().findLast(a => {
        if (!a.keys || a.disabled || !matches(a.keys, e)) return false
        return isPlain(a.keys) ? plainKeys.get() && !inText && !inLayer && !e.repeat : true
      })
      if (!action) return
      e.preventDefault()
      action.run()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [registry])
}
