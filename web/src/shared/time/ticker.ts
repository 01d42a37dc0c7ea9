import { useSyncExternalStore } from 'react'
import { serverNow } from './clock'

/** The one ticking source: every clock on the screen changes in the same instant. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let second = Math.floor(serverNow() / 1000)

function tick() {
  second = Math.floor(serverNow() / 1000)
  for (const listener of listeners) listener()
  timer = setTimeout(tick, 1000 - (serverNow() % 1000))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (listeners.size === 1) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearTimeout(timer)
  }
}

/** Now in ms, whole seconds, changing once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => second) * 1000
}
