/**
 * What the frame remembers of one channel, in its own partitioned storage or,
 * where that is blocked, in memory for as long as the page lives. One key a
 * thing, and one for each unsent message, so that two tabs of one shop never
 * write over each other.
 */
export class Store {
  private readonly memory = new Map<string, string>()
  private readonly prefix: string
  private readonly disk: Storage | undefined

  constructor(channel: string, disk: Storage | undefined) {
    this.prefix = `pronto/${channel}/`
    this.disk = disk
  }

  read<T>(key: string): T | undefined {
    const raw = this.raw(this.prefix + key)
    if (raw === null || raw === undefined) return undefined
    try {
      return JSON.parse(raw) as T
    } catch {
      return undefined // not ours, or cut off: as if it were not there
    }
  }

  write(key: string, value: unknown): void {
    const raw = JSON.stringify(value)
    try {
      if (!this.disk) throw new Error('no storage')
      this.disk.setItem(this.prefix + key, raw)
      this.memory.delete(this.prefix + key)
    } catch {
      this.memory.set(this.prefix + key, raw) // full or blocked
    }
  }

  remove(key: string): void {
    this.memory.delete(this.prefix + key)
    try {
      this.disk?.removeItem(this.prefix + key)
    } catch {
      // blocked: it never got there
    }
  }

  /** The values whose keys begin so, by key. */
  all<T>(start: string): T[] {
    return this.keys()
      .filter(key => key.startsWith(this.prefix + start))
      .sort()
      .map(key => this.read<T>(key.slice(this.prefix.length)))
      .filter(value => value !== undefined)
  }

  clear(): void {
    for (const key of this.keys()) if (key.startsWith(this.prefix)) this.remove(key.slice(this.prefix.length))
  }

  /** Which of our keys a storage event of another tab speaks of. */
  named(event: StorageEvent): string | undefined {
    return event.key?.startsWith(this.prefix) ? event.key.slice(this.prefix.length) : undefined
  }

  private raw(key: string): string | null | undefined {
    try {
      return this.memory.get(key) ?? this.disk?.getItem(key)
    } catch {
      return undefined // blocked
    }
  }

  private keys(): string[] {
    const keys = new Set(this.memory.keys())
    try {
      for (let i = 0; this.disk && i < this.disk.length; i++) keys.add(this.disk.key(i) ?? '')
    } catch {
      // blocked
    }
    return [...keys]
  }
}

/** The frame's storage; merely naming it throws where cookies are blocked. */
export function ownStorage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    const storage = window[kind]
    storage.setItem('pronto/probe', '1')
    storage.removeItem('pronto/probe')
    return storage
  } catch {
    return undefined
  }
}
