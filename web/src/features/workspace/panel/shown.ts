import { type Preference, preference } from '@/shared/preference'

/** Where the panel has a place of its own. Elsewhere it lies over the thread. */
const room = globalThis.matchMedia?.('(min-width: 1200px)')
const beside = preference('pronto.panel', true)

let over = false
const listeners = new Set<() => void>()
const isBeside = () => room?.matches ?? true

function setOver(value: boolean) {
  over = value
  for (const listener of listeners) listener()
}
room?.addEventListener('change', () => setOver(false))

/** `i` shows the contact, `x` hides it. Only where there is room is it there from the start, and remembered. */
export const panelShown: Preference<boolean> = {
  get: () => (isBeside() ? beside.get() : over),
  set: value => (isBeside() ? beside.set(value) : setOver(value)),
  subscribe: listener => {
    const stop = beside.subscribe(listener)
    listeners.add(listener)
    return () => {
      stop()
      listeners.delete(listener)
    }
  },
}

/** Another thread comes before all else: what lay over the last one is gone. */
export const uncoverThread = () => setOver(false)
