/**
 * The frame's one actor: keeps the state, sends what is written, follows the
 * feed, remembers across reloads. It promises that a message which was written
 * is sent until the server has said yes or a final no, always with the same id.
 */
import { type Api, Problem } from './api'
import { Backoff } from './backoff'
import { type Said, saidBy } from './identity'
import { recall, remember } from './memory'
import * as model from './model'
import { LiveSocket } from './socket'
import type { Store } from './store'
import { known } from './thread'
import { ulid } from './ulid'
import { Uploads } from './uploads'
import type { FileRef, Identity, Message, Profile, ServerFrame } from './wire'

export interface SessionEvents {
  changed(state: model.State): void
  message(message: Message): void
  unread(count: number): void
  error(code: string, detail: string): void
}

const typingEvery = 3_000
const marksAfter = 200

export class Session {
  state = model.initial
  private token: string | undefined
  private identity: Identity | undefined
  private sending = false
  private posted = { delivered: '', read: '' }
  private lastTyping = 0
  private lastUnread = 0
  private configuredAt = 0
  private freshVisitor = false
  /** The profile changed since the server was told. */
  private unregistered = false
  private pumpTimer: ReturnType<typeof setTimeout> | undefined
  private marksTimer: ReturnType<typeof setTimeout> | undefined
  private readonly backoff = new Backoff()
  private readonly previews = new Map<string, Promise<string>>()
  private readonly socket: LiveSocket
  private readonly uploads: Uploads
  private readonly api: Api
  private readonly store: Store
  private readonly events: SessionEvents

  constructor(api: Api, store: Store, socketURL: string, events: SessionEvents) {
    this.api = api
    this.store = store
    this.events = events
    this.uploads = new Uploads(api, {
      visitor: () => this.ensureVisitor(),
      dispatch: action => this.dispatch(action),
      stored: (file, bytes) => this.previews.set(file.id, Promise.resolve(URL.createObjectURL(bytes))),
      fail: problem => this.fail(problem),
    })
    this.socket = new LiveSocket(socketURL, {
      hello: () => this.hello(),
      frame: frame => this.take(frame),
      link: link => this.dispatch({ type: 'linked', link }),
    })
  }

  async start(): Promise<void> {
    this.token = this.store.read<string>('token')
    this.dispatch(recall(this.store))
    const retry = new Backoff()
    for (;;) {
      try {
        this.dispatch({ type: 'configured', channel: await this.api.channel() })
        this.configuredAt = Date.now()
        break
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        this.dispatch({ type: 'unreachable' })
        if (!error.passing) return this.events.error(error.code, 'the channel cannot be opened')
        await pause(error.retryAfter ?? retry.next())
      }
    }
    await this.resume()
  }

  dispatch(action: model.Action): void {
    const before = this.state
    this.state = model.reduce(before, action)
    if (this.state === before) return
    remember(this.store, before, this.state)
    if (action.type === 'messageSeen' || action.type === 'accepted') this.tell(before, action.message)
    this.announce()
    this.events.changed(this.state)
    this.followFeed()
  }

  // What the customer does.

  introduce(profile: Profile): void {
    if (!this.state.channel) return
    const errors = model.checkProfile(this.state.channel, profile)
    if (Object.keys(errors).length > 0) {
      this.dispatch({ type: 'profileRefused', errors })
      return
    }
    this.dispatch({ type: 'introduced', profile: trimmed(profile) })
    this.unregistered = true
    void this.pump()
  }

  answer(index: number): void {
    this.dispatch({ type: 'answered', answer: index })
    void this.pump()
  }

  write(): void {
    if (model.uploading(this.state) || model.charsLeft(this.state) < 0) return
    this.dispatch({ type: 'written', id: ulid(), now: Date.now() })
    this.uploads.keepOnly(this.state.tray.map(({ id }) => id))
    this.lastTyping = 0
    void this.pump()
  }

  typed(text: string): void {
    this.dispatch({ type: 'drafted', text })
    const now = Date.now()
    if (text.trim() === '' || !model.isOpen(this.state.conversation) || now - this.lastTyping < typingEvery)
      return
    this.lastTyping = now
    this.socket.send({ type: 'typing' })
  }

  again(id: string): void {
    this.dispatch({ type: 'retried', id, as: ulid() })
    void this.pump()
  }

  attach(files: readonly File[]): void {
    for (const file of files) {
      if (this.state.tray.length >= model.filesPerMessage) {
        this.notice('files_many', file.name)
        return
      }
      const limit = this.state.channel?.limits.file_bytes ?? 0
      if (file.size === 0) this.notice('file_empty', file.name)
      else if (file.size > limit) this.notice('file_large', file.name)
      else this.uploads.begin(file)
    }
  }

  retryUpload(id: string): void {
    this.uploads.retry(id)
  }

  removeUpload(id: string): void {
    this.uploads.remove(id)
  }

  /** A file's bytes as an address of this page; fetched once, with the token. */
  fileURL(file: FileRef): Promise<string> {
    let url = this.previews.get(file.id)
    if (!url) {
      url = this.api.bytes(this.token ?? '', file.id).then(blob => URL.createObjectURL(blob))
      url.catch(() => this.previews.delete(file.id))
      this.previews.set(file.id, url)
    }
    return url
  }

  private notice(text: model.Notice['text'], name: string): void {
    this.dispatch({ type: 'noticed', notice: { id: ulid(), text, name } })
  }

  // What the page does.

  open(open: boolean): void {
    this.dispatch({ type: 'panel', open })
    if (open) void this.refreshChannel()
  }

  /** The page says who its customer is. A different customer starts afresh. */
  async identify(identity: Identity): Promise<void> {
    const last = this.store.read<Said>('identity')
    const { id, text, profile } = saidBy(identity)
    if (last && last.id !== id) this.leave()
    this.identity = identity
    this.dispatch({ type: 'identified', profile })
    if (this.token && last?.text === text) return
    try {
      await this.register(this.token)
      await this.resume()
    } catch (error) {
      // The form has not been filled in yet: the first message registers with it.
      const early =
        error instanceof Problem && error.status === 422 && !ofIdentity(error) && !this.state.introduced
      if (!early) this.fail(error)
    }
  }

  /** Forgets the visitor here and at the server. */
  leave(): void {
    if (this.token) this.api.leave(this.token).catch(() => undefined) // it ends by itself there
    this.token = undefined
    this.identity = undefined
    this.uploads.keepOnly([])
    clearTimeout(this.pumpTimer)
    clearTimeout(this.marksTimer)
    this.previews.clear()
    this.dispatch({ type: 'left' })
    this.store.clear()
    this.store.write('left', true) // other tabs hear of it
    this.store.remove('left')
  }

  /** The page is going away: no more traffic from here. */
  stop(): void {
    this.leave()
    this.socket.stop()
  }

  // What the browser does.

  online(online: boolean): void {
    this.dispatch({ type: 'network', online })
    if (!online) {
      this.socket.lose()
      return
    }
    this.socket.wake()
    this.hurry()
  }

  visible(visible: boolean): void {
    this.dispatch({ type: 'visible', visible })
    if (!visible) return
    this.socket.wake()
    this.hurry()
  }

  /** Another tab of the same shop wrote something down. */
  stored(event: StorageEvent): void {
    const key = this.store.named(event)
    if (key === 'seen') {
      const seen = this.store.read<model.Seen>('seen')
      if (seen && seen.conversation === this.state.conversation?.id) this.dispatch({ type: 'seen', seen })
    }
    if (key === 'left' && event.newValue) this.dispatch({ type: 'left' })
    const token = this.store.read<string>('token')
    if (key !== 'token' || token === this.token) return
    this.token = token
    this.dispatch({ type: 'forgotten' })
    void this.resume()
  }

  // Sending.

  private async pump(): Promise<void> {
    if (this.sending) return
    this.sending = true
    clearTimeout(this.pumpTimer)
    try {
      for (let item = this.next(); item; item = this.next()) await this.send(item)
      this.backoff.reset()
    } catch (error) {
      this.fail(error)
    } finally {
      this.sending = false
    }
  }

  private next(): model.Outgoing | undefined {
    return model.nextToSend(this.state, Date.now())
  }

  private async send(item: model.Outgoing): Promise<void> {
    const token = await this.ensureVisitor()
    this.dispatch({ type: 'attempted', id: item.id })
    const tried = this.state.outbox.find(({ id }) => id === item.id)
    if (!tried) return // the feed brought it meanwhile: another tab had sent it
    try {
      const { id, text, files, answer } = tried
      const accepted = await this.api.send(token, {
        id,
        ...(text && { text }),
        ...(files.length > 0 && { files: files.map(file => file.id) }),
        ...(answer !== undefined && { answer }),
      })
      if (token !== this.token) return // left meanwhile
      this.freshVisitor = false
      this.dispatch({ type: 'accepted', id, ...accepted })
    } catch (error) {
      if (token !== this.token) return
      if (!(error instanceof Problem) || error.passing || error.status === 401) throw error
      this.dispatch({ type: 'refused', id: item.id, code: error.code, field: error.field })
    }
  }

  private fail(error: unknown): void {
    if (!(error instanceof Problem)) throw error
    if (error.status === 401) this.startOver()
    else if (error.status === 429 || error.code === 'read_only') this.hold(error)
    else if (error.passing) this.schedule(this.backoff.next())
    else this.visitorRefused(error)
  }

  /** The token is worth nothing any more; a new visitor sends what was left. */
  private startOver(): void {
    const wait = this.freshVisitor ? this.backoff.next() : 0
    this.forgetToken()
    this.schedule(wait)
  }

  private hold(error: Problem): void {
    const wait = error.retryAfter ?? this.backoff.next()
    const why = error.status === 429 ? 'held' : 'busy'
    this.dispatch({ type: 'held', until: Date.now() + wait, why })
    this.events.error(error.code, `held for ${wait} ms`)
    this.schedule(wait)
  }

  private visitorRefused(error: Problem): void {
    this.events.error(error.code, 'the visitor was refused')
    if (ofIdentity(error) && this.identity) {
      this.identity = undefined // goes on as a visitor; the page may identify them anew
      this.schedule(0)
    } else if (error.status === 422) this.dispatch({ type: 'profileRefused', errors: this.blamed(error) })
    else this.dispatch({ type: 'unreachable' })
  }

  /** Which field of the form the server meant; the first when it does not say. */
  private blamed({ field }: Problem): model.State['fieldErrors'] {
    if (field === 'email') return { email: 'email_wrong' }
    if (field === 'phone') return { phone: 'phone_wrong' }
    return { name: 'field_required' }
  }

  private schedule(wait: number): void {
    clearTimeout(this.pumpTimer)
    this.pumpTimer = setTimeout(() => {
      this.dispatch({ type: 'released' })
      void this.pump()
    }, wait)
  }

  /** A reason to try at once, unless the server asked to wait. */
  private hurry(): void {
    if (!this.state.held) void this.pump()
    this.postMarks()
  }

  // The visitor.

  private async ensureVisitor(): Promise<string> {
    if (this.token && !this.unregistered) return this.token
    await alone(async () => {
      this.token ??= this.store.read<string>('token') // another tab may have been quicker
      if (!this.token || this.unregistered) await this.register(this.token)
    })
    return this.token ?? ''
  }

  private async register(token: string | undefined): Promise<void> {
    const identity = this.identity
    const body = { ...this.state.profile, ...(identity && { identity }) }
    const visitor = await this.api.visitor(body, token)
    this.unregistered = false
    this.freshVisitor = token === undefined
    this.token = visitor.token
    this.store.write('token', visitor.token)
    if (identity) this.store.write('identity', saidBy(identity))
    this.followFeed()
  }

  private forgetToken(): void {
    this.token = undefined
    this.store.remove('token')
    this.socket.stop()
    this.previews.clear()
    this.dispatch({ type: 'forgotten' })
  }

  /** Loads the thread of a known visitor. */
  private async resume(): Promise<void> {
    const token = this.token
    if (token) {
      try {
        const snapshot = await this.api.conversation(token)
        if (token === this.token) this.dispatch({ type: 'snapshot', snapshot })
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        if (error.status === 401) this.forgetToken()
        else setTimeout(() => void this.resume(), error.retryAfter ?? this.backoff.next())
      }
    }
    this.followFeed()
    await this.pump()
  }

  /** Whether somebody is there changes by the hour; a page can stay open for days. */
  private async refreshChannel(): Promise<void> {
    if (!this.state.channel || this.state.preview || Date.now() - this.configuredAt < 60_000) return
    this.configuredAt = Date.now()
    const channel = await this.api.channel().catch(() => undefined)
    if (channel) this.dispatch({ type: 'configured', channel })
  }

  // The feed.

  private followFeed(): void {
    if (this.token && model.wantsFeed(this.state)) this.socket.start()
    else this.socket.stop()
  }

  private hello() {
    if (!this.token) return undefined
    const conversation = this.state.conversation?.id
    const n = conversation ? known(this.state.thread, conversation) : 0
    return { type: 'hello' as const, token: this.token, n, ...(conversation && { conversation }) }
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'state':
        this.dispatch({ type: 'stateSeen', conversation: frame.conversation })
        this.hurry() // the line is good
        break
      case 'message':
        this.dispatch({ type: 'messageSeen', message: frame.message })
        break
      case 'typing':
        this.dispatch({ type: 'typingSeen', now: Date.now() })
        setTimeout(() => this.events.changed(this.state), model.typingShown + 50)
        break
      case 'closed_token':
        this.forgetToken()
        void this.pump()
        break
      case 'beat': // heard by the socket
    }
  }

  private tell(before: model.State, message: Message): void {
    if (!before.thread.some(({ id }) => id === message.id)) this.events.message(message)
  }

  // Marks.

  private announce(): void {
    const count = model.unread(this.state)
    if (count !== this.lastUnread) this.events.unread(count)
    this.lastUnread = count
    clearTimeout(this.marksTimer)
    this.marksTimer = setTimeout(() => this.postMarks(), marksAfter)
  }

  /** Each mark once; one that did not get through goes again with the next sign of life. */
  private postMarks(): void {
    const marks = model.marks(this.state)
    const token = this.token
    if (!marks || !token) return
    for (const kind of ['delivered', 'read'] as const) {
      const mark = marks[kind]
      const key = `${mark.conversation}/${mark.n}`
      if (mark.n === 0 || this.posted[kind] === key) continue
      this.posted[kind] = key
      this.api.mark(token, kind, mark).catch((error: unknown) => {
        if (error instanceof Problem && error.passing && this.posted[kind] === key) this.posted[kind] = ''
      })
    }
  }
}

/** Whether the page's word is at fault, and not the customer's. */
function ofIdentity({ field }: Problem): boolean {
  return !!field?.startsWith('identity')
}

function trimmed(profile: Profile): Profile {
  const told = Object.entries(profile).map(([key, value]) => [key, value.trim()] as const)
  return Object.fromEntries(told.filter(([, value]) => value !== ''))
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** One tab of a shop at a time makes a visitor, where the browser has locks. */
async function alone(work: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined
  await (locks ? locks.request('pronto/visitor', work) : work())
}
