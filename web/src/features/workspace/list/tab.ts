import { useSyncExternalStore } from 'react'
import type { Tab } from './model'

const key = 'pronto.tab'
const listeners = new Set<() => void>()

export function showTab(tab: Tab) {
  sessionStorage.setItem(key, tab)
  for (const listener of listeners) listener()
}

/** Pendente is the list that what I took stands in. */
export const showMine = () => showTab('pending')

export function useTab(): Tab {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => (sessionStorage.getItem(key) === 'pending' ? 'pending' : 'queue'),
  )
}
