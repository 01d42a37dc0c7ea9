import { useSyncExternalStore } from 'react'

/** The layer over the whole desk, of which there is at most one. */
export type Overlay = 'palette' | 'help' | 'preferences' | 'signout' | null

let current: Overlay = null
const listeners = new Set<() => void>()

export function showOverlay(overlay: Overlay) {
  current = overlay
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useOverlay(): [Overlay, (overlay: Overlay) => void] {
  return [useSyncExternalStore(subscribe, () => current), showOverlay]
}
