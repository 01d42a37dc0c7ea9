/** A server and a line of our own making, for the tests of what talks to them. */
import { vi } from 'vitest'
import { type Api, Problem } from './api'
import { channelOf, conversationOf } from './fixtures'
import type { Channel, Conversation, Message, MessageBody, ServerFrame } from './wire'

/** Stores each id once, as the real one does; failures are queued by the test. */
export class FakeServer implements Api {
  stored: Message[] = []
  open: Conversation | null = null
  bodies: MessageBody[] = []
  visitors: { token: string; body: unknown; before: string | undefined }[] = []
  marks: string[] = []
  uploads: string[] = []
  left: string[] = []
  /** What the next sends do instead: refuse before, or lose the answer after storing. */
  failures: (Problem | 'lost answer')[] = []
  tokens = new Set<string>()
  config: Channel

  constructor(config: Partial<Channel> = {}) {
    this.config = channelOf(config)
  }

  channel = async () => this.config

  visitor: Api['visitor'] = async (body, before) => {
    const token = before ?? `t${this.visitors.length + 1}`
    this.visitors.push({ token, body, before })
    this.tokens.add(token)
    return { token }
  }

  conversation: Api['conversation'] = async token => {
    this.check(token)
    return { conversation: this.open, messages: this.stored }
  }

  send: Api['send'] = async (token, body) => {
    this.check(token)
    this.bodies.push(body)
    const failure = this.failures.shift()
    if (failure instanceof Problem) throw failure
    const message = this.store(body)
    if (failure === 'lost answer') throw new Problem(0, 'network')
    return { conversation: this.open as Conversation, message }
  }

  mark: Api['mark'] = async (_, kind, { n }) => {
    this.marks.push(`${kind} ${n}`)
  }

  upload: Api['upload'] = async (token, file, progress) => {
    this.check(token)
    const failure = this.failures.shift()
    if (failure instanceof Problem) throw failure
    progress(0.5)
    this.uploads.push(file.name)
    return {
      id: `f${this.uploads.length}`,
      name: file.name,
      mime: file.type,
      kind: 'document',
      size: file.size,
      url: '',
    }
  }

  bytes: Api['bytes'] = async () => new Blob()

  leave: Api['leave'] = async token => {
    this.left.push(token)
    this.tokens.delete(token)
  }

  private check(token: string): void {
    if (!this.tokens.has(token)) throw new Problem(401, 'signed_out')
  }

  private store(body: MessageBody): Message {
    const known = this.stored.find(({ id }) => id === body.id)
    if (known) return known
    this.open ??= conversationOf()
    const n = this.stored.length + 1
    const message: Message = {
      id: body.id,
      conversation: this.open.id,
      n,
      from: 'customer',
      text: body.text ?? '',
      at: new Date(n * 1000).toISOString(),
    }
    this.stored.push(message)
    return message
  }
}

/** Stands in for WebSocket; the test plays the server's end. */
export class FakeSocket {
  static all: FakeSocket[] = []
  readyState = 0
  sent: unknown[] = []
  closed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  readonly url: string

  constructor(url: string) {
    this.url = url
    FakeSocket.all.push(this)
  }

  static get last(): FakeSocket {
    return FakeSocket.all.at(-1) as FakeSocket
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data))
  }

  close(): void {
    this.closed = true
  }

  accept(...frames: ServerFrame[]): void {
    this.readyState = 1
    this.onopen?.()
    if (frames.length > 0) this.say(...frames)
  }

  say(...frames: ServerFrame[]): void {
    this.onmessage?.({ data: JSON.stringify(frames) })
  }
}

export function fakeLine(): void {
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('navigator', {})
}

/** localStorage, as far as the store uses it. */
export function fakeDisk(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    key: (i: number) => [...items.keys()][i] ?? null,
    clear: () => items.clear(),
    get length() {
      return items.size
    },
  }
}
