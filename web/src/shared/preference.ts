import { useSyncExternalStore } from 'react'

/** A choice of this person in this browser, the same in all of its tabs. */
export interface Preference<V> {
  get: () => V
  set: (value: V) => void
  subscribe: (listener: () => void) => () => void
}

export function preference(key: string, initial: boolean): Preference<boolean> {
  type V = boolean
  const listeners = new Set<() => void>()
  let cached: { raw: string | null; value: V } | undefined
  const get = () => {
    const raw = localStorage.getItem(key)
    if (!cached || cached.raw !== raw)
      cached = { raw, value: raw === null ? initial : (JSON.parse(raw) as V) }
    return cached.value
  }
  return {
    get,
    set: value => {
      localStorage.setItem(key, JSON.stringify(value))
      for (const listener of listeners) listener()
    },
    subscribe: listener => {
      const other = (e: StorageEvent) => e.key === key && listener()
      listeners.add(listener)
      window.addEventListener('storage', other)
      return () => {
        listeners.delete(listener)
        window.removeEventListener('storage', other)
      }
    },
  }
}

export function usePreference<V>(p: Preference<V>): V {
  return useSyncExternalStore(p.subscribe, p.get)
}
