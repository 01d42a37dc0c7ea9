import type { File, Message } from '@/api'
import { asApiError } from '@/api/problem'

/**
 * What was sent and is not known to have arrived. Each carries the id it was given
 * here, so that sending it again, after any loss or reload, makes no second one.
 */
export interface Outgoing {
  id: string
  conversation: string
  text: string
  files: File[]
  at: string
  /** A code: it was refused and stays until tried again or thrown away. */
  failed?: string
}

export interface OutboxWorld {
  post: (o: Outgoing) => Promise<Message>
  sent: (message: Message) => void
  keep: (o: Outgoing) => void
  unkeep: (id: string) => void
  setTimeout: (run: () => void, ms: number) => unknown
}

const firstDelay = 1_000
const maxDelay = 15_000

export class Outbox {
  private items: readonly Outgoing[] = []
  private readonly busy = new Set<string>()
  private readonly delays = new Map<string, number>()
  private readonly listeners = new Set<() => void>()

  constructor(private readonly world: OutboxWorld) {}

  list = (): readonly Outgoing[] => this.items

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What an earlier load of this page could not finish. */
  restore(items: readonly Outgoing[]) {
    const known = new Set(this.items.map(o => o.id))
    this.set([...this.items, ...items.filter(o => !known.has(o.id))].sort((a, b) => (a.id < b.id ? -1 : 1)))
    this.retryAll()
  }

  add(o: Outgoing) {
    this.world.keep(o)
    this.set([...this.items, o])
    void this.pump(o.conversation)
  }

  retry(id: string) {
    const o = this.items.find(i => i.id === id)
    if (!o) return
    const { failed: _, ...again } = o
    this.world.keep(again)
    this.set(this.items.map(i => (i.id === id ? again : i)))
    void this.pump(o.conversation)
  }

  discard(id: string) {
    this.world.unkeep(id)
    this.set(this.items.filter(i => i.id !== id))
  }

  /** The line is back: nothing has to wait for its turn to come round. */
  retryAll() {
    this.delays.clear()
    for (const conversation of new Set(this.items.map(o => o.conversation))) void this.pump(conversation)
  }

  clear() {
    this.set([])
    this.delays.clear()
  }

  /** Sends what is due in one conversation, one after another, in order. */
  private async pump(conversation: string) {
    if (this.busy.has(conversation)) return
    this.busy.add(conversation)
    try {
      for (;;) {
        const next = this.items.find(o => o.conversation === conversation && o.failed === undefined)
        if (!next || !(await this.sendOne(next))) return
      }
    } finally {
      this.busy.delete(conversation)
    }
  }

  private async sendOne(o: Outgoing): Promise<boolean> {
    try {
      const message = await this.world.post(o)
      this.delays.delete(o.conversation)
      this.world.sent(message)
      this.discard(o.id)
      return true
    } catch (error) {
      const e = asApiError(error)
      if (e.status === 401) return false // it waits for its author to come back
      if (e.passing) {
        this.later(o.conversation, e.retryAfter)
        return false
      }
      const failed = { ...o, failed: e.code }
      this.world.keep(failed)
      this.set(this.items.map(i => (i.id === o.id ? failed : i)))
      return true
    }
  }

  private later(conversation: string, seconds: number | undefined) {
    const delay = Math.min(maxDelay, (this.delays.get(conversation) ?? firstDelay / 2) * 2)
    this.delays.set(conversation, delay)
    this.world.setTimeout(() => void this.pump(conversation), seconds ? seconds * 1000 : delay)
  }

  private set(items: readonly Outgoing[]) {
    this.items = items
    for (const listener of this.listeners) listener()
  }
}
