/**
 * The one WebSocket of the frame. It keeps itself connected while it is wanted,
 * says hello with what is known so that nothing is missed, and takes 25 seconds
 * of silence for a loss, since a dropped line seldom announces itself.
 */
import { Backoff } from './backoff'
import type { Hello, ServerFrame } from './wire'

export interface SocketEvents {
  /** The first frame after each connect; undefined when there is no token any more. */
  hello(): Hello | undefined
  frame(frame: ServerFrame): void
  link(link: 'off' | 'connecting' | 'live' | 'lost'): void
}

export const silence = 25_000

export class LiveSocket {
  private socket: WebSocket | undefined
  private wanted = false
  private heard = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly backoff: Backoff
  private readonly url: string
  private readonly events: SocketEvents

  constructor(url: string, events: SocketEvents, random: () => number = Math.random) {
    this.url = url
    this.events = events
    this.backoff = new Backoff(random)
  }

  start(): void {
    if (this.wanted) return
    this.wanted = true
    this.connect()
  }

  stop(): void {
    if (!this.wanted) return
    this.wanted = false
    this.drop()
    this.events.link('off')
  }

  /** The network is back or the page is seen again: no reason to wait, and a silent line is dead. */
  wake(): void {
    if (!this.wanted) return
    if (this.socket && Date.now() - this.heard <= silence) return
    this.backoff.reset()
    this.connect()
  }

  /** The browser says that the network is gone. */
  lose(): void {
    if (this.wanted) this.retry()
  }

  send(frame: { type: 'typing' }): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame))
  }

  private connect(): void {
    this.drop()
    const socket = new WebSocket(this.url)
    this.socket = socket
    this.events.link('connecting')
    socket.onopen = () => {
      const hello = this.events.hello()
      if (!hello) return this.stop()
      socket.send(JSON.stringify(hello))
    }
    socket.onmessage = (event: MessageEvent<string>) => this.take(event.data)
    socket.onclose = () => this.retry()
    this.listen()
  }

  private take(data: string): void {
    this.backoff.reset()
    this.listen()
    this.events.link('live')
    for (const frame of JSON.parse(data) as ServerFrame[]) this.events.frame(frame)
  }

  private listen(): void {
    this.heard = Date.now()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.retry(), silence)
  }

  private retry(): void {
    this.drop()
    this.events.link('lost')
    this.timer = setTimeout(() => this.connect(), this.backoff.next())
  }

  private drop(): void {
    clearTimeout(this.timer)
    const socket = this.socket
    this.socket = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}
