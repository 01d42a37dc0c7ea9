/**
 * What is kept in the browser so that nothing typed is lost: drafts and messages
 * on their way. All of it goes when its author signs out by hand.
 */
const prefix = 'pronto.kept.'

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export function keep(name: string, value: unknown, store: Store = localStorage) {
  try {
    store.setItem(prefix + name, JSON.stringify(value))
  } catch {
    // The browser's storage is full: what was typed still stands on the screen.
  }
}

export function kept<V>(name: string, store: Store = localStorage): V | undefined {
  const raw = store.getItem(prefix + name)
  if (raw === null) return undefined
  try {
    return JSON.parse(raw) as V
  } catch {
    return undefined
  }
}

export function unkeep(name: string, store: Store = localStorage) {
  store.removeItem(prefix + name)
}

export function keptNames(start: string, store: Store = localStorage): string[] {
  const names: string[] = []
  for (let i = 0; i < store.length; i++) {
    const key = store.key(i)
    if (key?.startsWith(prefix + start)) names.push(key.slice(prefix.length))
  }
  return names
}

export function clearKept(store: Store = localStorage) {
  for (const name of keptNames('', store)) unkeep(name, store)
}
