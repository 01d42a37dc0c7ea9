import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A line that can fall silent: nothing passes any more, and nobody is told. No
 * reset, no end, no `offline` event. Connections that lived through a silence
 * stay mute for good, as after a router that forgot them; new ones work again.
 */
export class Line {
  private silent = false
  private readonly mute = new WeakSet<Socket>()
  private readonly sockets = new Set<Socket>()
  private readonly server = createServer(socket => this.accept(socket))

  private constructor(private readonly target: number) {}

  static async to(port: number): Promise<Line> {
    const line = new Line(port)
    line.server.listen(0, '127.0.0.1')
    await once(line.server, 'listening')
    return line
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  fallSilent(): void {
    this.silent = true
    for (const socket of this.sockets) this.mute.add(socket)
  }

  passAgain(): void {
    this.silent = false
  }

  async close(): Promise<void> {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
    await once(this.server, 'close')
  }

  private accept(near: Socket): void {
    const far = connect(this.target, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from)
      if (this.silent) this.mute.add(from)
      from.on('data', chunk => this.mute.has(from) || to.write(chunk))
      from.on('end', () => this.mute.has(from) || to.end())
      from.on('error', () => this.mute.has(from) || to.destroy())
      from.on('close', () => {
        this.sockets.delete(from)
        if (!this.mute.has(from)) to.destroy()
      })
    }
  }
}
