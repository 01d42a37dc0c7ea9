import { createContext, type ReactNode, useContext, useRef, useSyncExternalStore } from 'react'
import type { Live, LiveState } from './live'

const Context = createContext<Live | null>(null)

export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <Context.Provider value={live}>{children}</Context.Provider>
}

export function useLiveStore(): Live {
  const live = useContext(Context)
  if (!live) throw new Error('useLiveStore outside of LiveProvider')
  return live
}

/** Reads from the store; renders again only when what was selected is another. */
export function useLive<T>(select: (state: LiveState) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const live = useLiveStore()
  const last = useRef<{ value: T } | null>(null)
  const read = () => {
    const value = select(live.get())
    if (last.current && same(last.current.value, value)) return last.current.value
    last.current = { value }
    return value
  }
  return useSyncExternalStore(live.subscribe, read)
}

/** Lists are the same when their rows are. */
export function sameRows<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i])
}
