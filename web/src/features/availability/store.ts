import { useSyncExternalStore } from 'react'

/** Which of the status button's layers is open; keys and palette open them too. */
export type Layer = 'menu' | 'reasons' | 'queues' | 'next' | 'why' | null

let layer: Layer = null
const listeners = new Set<() => void>()

export function showLayer(next: Layer) {
  layer = next
  for (const listener of listeners) listener()
}

/** The menu closes itself after a choice, which may have opened another layer. */
export function closeMenu() {
  if (layer === 'menu') showLayer(null)
}

export function useLayer(): Layer {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => layer,
  )
}
