import type { ClientFrame, Frame } from '@/api/types'
import { keepWindow, openWindow, type TabWindow } from './window'

/**
 * The only WebSocket of the desk. It keeps one open while somebody is signed in,
 * says hello with the place to resume from, and knows when the line is lost: the
 * socket closed, 25 s without a frame, or the browser said offline. What the
 * frames mean is feed.ts's business.
 */
export type Phase = 'idle' | 'connecting' | 'live' | 'lost' | 'signed_out'

export const silenceLimit = 25_000
/** A socket that comes back within this was no loss for the person at the desk. */
export const lossPatience = 2_000
const helloPatience = 10_000
const firstDelay = 250
const maxDelay = 15_000

/**
 * The one close code after which a page stays away; its reason names who ended the
 * session, if another person did. After any other code it comes back and resumes.
 */
export const signedOutCode = 4001

export interface Wire {
  send: (text: string) => void
  close: (code?: number) => void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
}

/** What the socket needs of the browser; tests bring their own. */
export interface World {
  open: () => Wire
  now: () => number
  random: () => number
  store: Pick<Storage, 'getItem' | 'setItem'>
  beacon: (path: string, body: string) => void
  on: (event: WorldEvent, listener: (persisted: boolean) => void) => () => void
  setTimeout: (run: () => void, ms: number) => number
  clearTimeout: (id: number) => void
}

export type WorldEvent = 'online' | 'offline' | 'visible' | 'pagehide' | 'pageshow'

export interface Owner {
  /** Where to resume: topics and the last place known, or no place at the first time. */
  resume: () => { topics: string[]; epoch?: string; seq?: number }
  frames: (frames: Frame[]) => void
  phase: (phase: Phase) => void
  /** The session is over, ended by the person of this name if it was another. */
  expelled: (by: string) => void
  /** No socket was opened. A browser does not say why: perhaps nobody is signed in any more. */
  refused: () => void
}

export class LiveSocket {
  private wire: Wire | undefined
  private tab: TabWindow | undefined
  private phase: Phase = 'idle'
  /** The server has welcomed this wire: frames may be sent. */
  private greeted = false
  private heard = 0
  private attempts = 0
  private timers: { watch?: number; retry?: number; patience?: number } = {}
  private stops: (() => void)[] = []

  constructor(
    private readonly world: World,
    private readonly owner: Owner,
  ) {}

  start() {
    if (this.stops.length > 0) return
    const w = this.world
    this.tab = openWindow(w.store)
    this.stops = [
      w.on('online', () => this.retryNow()),
      w.on('offline', () => this.lose()),
      w.on('visible', () => this.checkSilence(true)),
      w.on('pagehide', kept => this.leave(kept)),
      w.on('pageshow', persisted => persisted && this.comeBack()),
    ]
    this.setPhase('connecting')
    this.connect()
  }

  stop() {
    for (const stop of this.stops) stop()
    this.stops = []
    this.drop()
    this.clear('retry', 'patience', 'watch')
    this.setPhase('idle')
  }

  /** Says something now, or never: what matters is said again in hello. */
  send(frame: ClientFrame) {
    if (this.greeted) this.wire?.send(JSON.stringify(frame))
  }

  /** Begins anew from the last known place, as after a gap. No loss to the person. */
  resync() {
    this.drop()
    this.endureThenLose()
    this.scheduleRetry(0)
  }

  private connect() {
    this.clear('retry')
    this.drop()
    const wire = this.world.open()
    this.wire = wire
    this.heard = this.world.now()
    let opened = false
    wire.onopen = () => {
      opened = true
      this.hello(wire)
    }
    wire.onmessage = event => this.wire === wire && this.take(event.data)
    wire.onclose = event => {
      if (this.wire !== wire) return
      this.closed(event.code, event.reason)
      if (!opened) this.owner.refused()
    }
    this.watch()
  }

  private hello(wire: Wire) {
    if (this.wire !== wire || !this.tab) return
    const { id, load } = this.tab
    wire.send(
      JSON.stringify({ type: 'hello', window: id, load, ...this.owner.resume() } satisfies ClientFrame),
    )
  }

  private take(data: unknown) {
    let frames: Frame[]
    try {
      const parsed: unknown = JSON.parse(String(data))
      frames = (Array.isArray(parsed) ? parsed : [parsed]) as Frame[]
    } catch {
      return this.resync()
    }
    this.heard = this.world.now()
    const welcome = frames.find(f => f.type === 'welcome')
    if (welcome) this.welcomed(welcome)
    this.owner.frames(frames)
    if (welcome) this.setPhase('live')
  }

  private welcomed(frame: Frame) {
    this.greeted = true
    this.attempts = 0
    this.clear('patience')
    if (frame.window && this.tab && frame.window !== this.tab.id) {
      // A duplicated tab took our id along: the server gave us one of our own.
      this.tab = { ...this.tab, id: frame.window }
      keepWindow(this.world.store, this.tab)
    }
  }

  private closed(code: number, reason: string) {
    this.wire = undefined
    this.greeted = false
    if (code === signedOutCode) {
      this.clear('retry', 'patience', 'watch')
      this.owner.expelled(reason)
      return this.setPhase('signed_out')
    }
    this.endureThenLose()
    this.scheduleRetry()
  }

  private endureThenLose() {
    const whole = this.phase === 'live' || this.phase === 'connecting'
    if (!whole || this.timers.patience !== undefined) return
    this.timers.patience = this.world.setTimeout(() => {
      delete this.timers.patience
      this.setPhase('lost')
    }, lossPatience)
  }

  private lose() {
    this.drop()
    this.clear('patience')
    this.setPhase('lost')
    this.scheduleRetry()
  }

  private scheduleRetry(delay?: number) {
    if (this.timers.retry !== undefined || this.stops.length === 0) return
    const full = Math.min(maxDelay, firstDelay * 2 ** this.attempts)
    this.attempts++
    const wait = delay ?? full / 2 + (full / 2) * this.world.random()
    this.timers.retry = this.world.setTimeout(() => this.connect(), wait)
  }

  private retryNow() {
    if (this.greeted || this.phase === 'signed_out') return
    this.attempts = 0
    this.connect()
  }

  /** Every second; and at once when the page is looked at again, S-28. */
  private checkSilence(lookedAt = false) {
    const silent = this.world.now() - this.heard
    if (this.greeted && silent > silenceLimit) {
      this.attempts = 0
      this.lose()
      if (lookedAt) this.retryNow()
    } else if (!this.greeted && this.wire && silent > helloPatience) {
      this.drop()
      this.endureThenLose()
      this.scheduleRetry()
    } else if (lookedAt && !this.wire) {
      this.retryNow()
    }
  }

  private watch() {
    this.clear('watch')
    this.timers.watch = this.world.setTimeout(() => {
      this.checkSilence()
      if (this.stops.length > 0 && this.phase !== 'signed_out') this.watch()
    }, 1000)
  }

  /**
   * Says goodbye twice, as either may be lost while a browser tears a page down: a
   * beacon, and the socket's own end, which the browser dates and marks as going
   * away. Only a page that is kept for coming back must let go of its socket itself.
   */
  private leave(kept: boolean) {
    if (!this.tab) return
    this.world.beacon(`/api/v1/windows/${this.tab.id}/close`, JSON.stringify({ load: this.tab.load }))
    if (kept) this.drop()
    else this.deafen()
    this.clear('retry', 'watch', 'patience')
  }

  /** Back from the browser's cache of pages: for the server this is a new load. */
  private comeBack() {
    this.tab = openWindow(this.world.store)
    this.attempts = 0
    this.connect()
  }

  private drop() {
    this.deafen()?.close()
  }

  /** Nothing of this wire is heard any more. */
  private deafen(): Wire | undefined {
    const wire = this.wire
    this.wire = undefined
    this.greeted = false
    if (wire) wire.onopen = wire.onmessage = wire.onclose = null
    return wire
  }

  private clear(...names: (keyof LiveSocket['timers'])[]) {
    for (const name of names) {
      const id = this.timers[name]
      if (id !== undefined) this.world.clearTimeout(id)
      delete this.timers[name]
    }
  }

  private setPhase(phase: Phase) {
    if (this.phase === phase) return
    this.phase = phase
    this.owner.phase(phase)
  }
}
