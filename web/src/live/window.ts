import { ulid } from '@/shared/ulid'

/**
 * This tab, as the server knows it: an id that survives reloads and a number that
 * counts page loads, so that a late goodbye of an earlier load can be told apart.
 */
export interface TabWindow {
  id: string
  load: number
}

const idKey = 'pronto.window'
const loadKey = 'pronto.window.load'

type Store = Pick<Storage, 'getItem' | 'setItem'>

export function openWindow(store: Store, makeId: () => string = ulid): TabWindow {
  const id = store.getItem(idKey) ?? makeId()
  const load = (Number(store.getItem(loadKey)) || 0) + 1
  keepWindow(store, { id, load })
  return { id, load }
}

export function keepWindow(store: Store, window: TabWindow) {
  store.setItem(idKey, window.id)
  store.setItem(loadKey, String(window.load))
}
