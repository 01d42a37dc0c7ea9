import type { LucideIcon } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react'
import type { Key } from '@/shared/i18n'

/**
 * An action is one thing a person can do: the same object stands behind its
 * button, its key and its line in the command palette.
 */
export interface Action {
  id: string
  label: Key
  icon: LucideIcon
  /** A key as in keys.ts: 'f', '?', 'mod+k', 'alt+ArrowDown'. */
  keys?: string
  /** Other words to find it by in the palette are not needed: labels are words. */
  disabled?: boolean
  run: () => void
}

export class ActionRegistry {
  private readonly sets = new Map<symbol, readonly Action[]>()
  private readonly listeners = new Set<() => void>()
  private all: readonly Action[] = []

  put(owner: symbol, actions: readonly Action[]) {
    this.sets.set(owner, actions)
    this.changed()
  }

  remove(owner: symbol) {
    this.sets.delete(owner)
    this.changed()
  }

  list = (): readonly Action[] => this.all

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private changed() {
    this.all = [...this.sets.values()].flat()
    for (const listener of this.listeners) listener()
  }
}

const Context = createContext(new ActionRegistry())

export function ActionsProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(() => new ActionRegistry(), [])
  return <Context.Provider value={registry}>{children}</Context.Provider>
}

export const useActionRegistry = () => useContext(Context)

export function useAllActions(): readonly Action[] {
  const registry = useActionRegistry()
  return useSyncExternalStore(registry.subscribe, registry.list)
}

/** Makes these actions reachable by key and palette while the caller is shown. */
export function useActions(actions: readonly Action[]) {
  const registry = useActionRegistry()
  const owner = useRef(Symbol('actions'))
  const latest = useRef(actions)
  latest.current = actions
  const shape = actions.map(a => `${a.id}${a.disabled ? '-' : '+'}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: registered anew only when what can be done changes
  useEffect(() => {
    const current = latest.current.map(a => ({
      ...a,
      run: () => latest.current.find(l => l.id === a.id)?.run(),
    }))
    registry.put(owner.current, current)
  }, [registry, shape])
  useEffect(() => {
    const id = owner.current
    return () => registry.remove(id)
  }, [registry])
}
