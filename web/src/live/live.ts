import type { Conversation, Frame, Kind, Message, Whisper } from '@/api/types'
import {
  advance,
  emptyFeed,
  type Feed,
  forget,
  merge,
  snapshot,
  topicComplete,
  topicPending,
  welcome,
} from './feed'
import { LiveSocket, type Phase, type World } from './socket'

/**
 * Feed and socket together: the one store of rows that the whole desk reads. REST
 * answers go in through merge and snapshot, frames through the socket.
 */
export interface LiveState {
  readonly feed: Feed
  readonly phase: Phase
  /** Who ended the session, when the phase is signed_out and it was another person. */
  readonly expelledBy?: string
  /** Who types in a conversation, and until when to show it. */
  readonly typing: ReadonlyMap<string, { from: string; until: number }>
}

/** A topic's rows must be fetched anew. Resolves with the work done. */
export type Refetch = (topic: string) => Promise<void>
export type SettingsListener = (id: string) => void

export const typingShown = 6_000

export class Live {
  private state: LiveState = { feed: emptyFeed(), phase: 'idle', typing: new Map() }
  private readonly listeners = new Set<() => void>()
  private readonly topics = new Set<string>(['me'])
  /** Who follows a topic may bring its snapshot's loader; the others ask refetch. */
  private readonly loads = new Map<string, () => Promise<void>>()
  private readonly socket: LiveSocket
  refetch: Refetch = async () => {}
  onSettings: SettingsListener = () => {}
  /** No socket was opened; whoever listens may find out whether the session has ended. */
  onRefused: () => void = () => {}

  constructor(private readonly world: World) {
    this.socket = new LiveSocket(world, {
      resume: () => this.resumePoint(),
      frames: frames => this.take(frames),
      phase: phase => this.set({ ...this.state, phase }),
      expelled: by => this.set({ ...this.state, expelledBy: by }),
      refused: () => this.onRefused(),
    })
  }

  get = (): LiveState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  start() {
    this.socket.start()
  }

  /** Ends the connection and forgets everything: another person may sign in next. */
  stop() {
    this.socket.stop()
    this.topics.clear()
    this.loads.clear()
    this.topics.add('me')
    this.set({ feed: emptyFeed(), phase: 'idle', typing: new Map() })
  }

  merge(kind: Kind, rows: readonly { id: string; rev: number }[], seq: number) {
    this.setFeed(merge(this.state.feed, kind, rows, seq))
  }

  snapshot(
    kind: Kind,
    rows: readonly { id: string; rev: number }[],
    seq: number,
    belongs: (row: unknown) => boolean,
  ) {
    this.setFeed(snapshot(this.state.feed, kind, rows, seq, belongs))
  }

  /** Follows a topic whose rows are known as of seq; load fetches them anew when the server says so. */
  follow(topic: string, seq: number, load?: () => Promise<void>) {
    if (this.topics.has(topic)) return
    this.topics.add(topic)
    if (load) this.loads.set(topic, load)
    this.setFeed(topicPending(this.state.feed, topic))
    this.socket.send({ type: 'subscribe', topic, seq })
  }

  unfollow(topic: string) {
    if (!this.topics.delete(topic)) return
    this.loads.delete(topic)
    this.setFeed(topicComplete(this.state.feed, topic))
    this.socket.send({ type: 'unsubscribe', topic })
  }

  /** Lets go of the messages of conversations that are not followed. */
  tidy(keep: ReadonlySet<string>) {
    const elsewhere = (row: unknown) => !keep.has((row as Message | Whisper).conversation)
    this.setFeed(forget(forget(this.state.feed, 'message', elsewhere), 'whisper', elsewhere))
  }

  /** Lets go of all rows of a kind that nobody keeps up to date any more. */
  drop(kind: Kind) {
    this.setFeed(forget(this.state.feed, kind, () => true))
  }

  typing(topic: string) {
    this.socket.send({ type: 'typing', topic })
  }

  private resumePoint() {
    const { epoch, known } = this.state.feed
    const topics = [...this.topics]
    return epoch && known > 0 ? { topics, epoch, seq: known } : { topics }
  }

  private take(frames: Frame[]) {
    for (const frame of frames) {
      if (!this.takeOne(frame)) return
    }
  }

  /** False when the socket had to begin anew: the rest of the batch is void. */
  private takeOne(frame: Frame): boolean {
    const { feed } = this.state
    switch (frame.type) {
      case 'welcome':
        this.setFeed(welcome(feed, frame, this.topics))
        return true
      case 'rows':
        return this.takeRows(frame)
      case 'ready':
        if (frame.topic) this.setFeed(topicComplete(feed, frame.topic))
        return true
      case 'refused':
        if (frame.topic) this.unfollow(frame.topic)
        return true
      case 'reset':
        if (frame.topic) this.reload(frame.topic)
        return true
      case 'typing':
        if (frame.topic) this.someoneTypes(frame.topic, frame.from ?? 'customer')
        return true
      default:
        return true
    }
  }

  private takeRows(frame: Frame): boolean {
    const next = advance(this.state.feed, frame)
    if (next === 'resync') {
      this.socket.resync()
      return false
    }
    this.setFeed(next)
    for (const row of frame.rows ?? []) {
      if (row.t === 'settings') this.onSettings(row.id)
      if (row.t === 'message')
        this.stopTyping(`conversation:${(row.row as Message | undefined)?.conversation}`)
    }
    return true
  }

  private reload(topic: string) {
    this.setFeed(topicPending(this.state.feed, topic))
    const wanted = () => this.topics.has(topic)
    const attempt = () => {
      if (!wanted()) return
      const load = this.loads.get(topic) ?? (() => this.refetch(topic))
      load().then(
        () => this.setFeed(topicComplete(this.state.feed, topic)),
        () => this.world.setTimeout(attempt, 2000),
      )
    }
    attempt()
  }

  private someoneTypes(topic: string, from: string) {
    const until = this.world.now() + typingShown
    this.set({ ...this.state, typing: new Map(this.state.typing).set(topic, { from, until }) })
    this.world.setTimeout(() => {
      const shown = this.state.typing.get(topic)
      if (shown && shown.until <= this.world.now()) this.stopTyping(topic)
    }, typingShown + 50)
  }

  private stopTyping(topic: string) {
    if (!this.state.typing.has(topic)) return
    const typing = new Map(this.state.typing)
    typing.delete(topic)
    this.set({ ...this.state, typing })
  }

  private setFeed(feed: Feed) {
    if (feed !== this.state.feed) this.set({ ...this.state, feed })
  }

  private set(state: LiveState) {
    this.state = state
    for (const listener of this.listeners) listener()
  }
}

/** The row of that id, if it is in sight. */
export function rowOf<Row>(feed: Feed, kind: Kind, id: string): Row | undefined {
  return feed.tables[kind].get(id)?.row as Row | undefined
}

const cache = new WeakMap<object, unknown[]>()

/** All rows of a table in sight. The same array while the table is the same. */
export function rowsOf<Row>(feed: Feed, kind: Kind): readonly Row[] {
  const table = feed.tables[kind]
  let rows = cache.get(table)
  if (!rows) {
    rows = []
    for (const entry of table.values()) if (entry.row !== undefined) rows.push(entry.row)
    cache.set(table, rows)
  }
  return rows as Row[]
}

export const conversationTopic = (id: string) => `conversation:${id}`
export const isOpen = (row: unknown) => (row as Conversation).state !== 'closed'
