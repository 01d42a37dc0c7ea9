import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const binary = process.env.PRONTO_BIN ?? fileURLToPath(new URL('../../../bin/pronto', import.meta.url))
const patience = 30_000

/** `pronto serve` on a folder of its own; it can be killed and started again. */
export class Server {
  private process: ChildProcess | undefined
  private output = ''

  private constructor(
    private readonly data: string,
    readonly port: number,
    /** The address of its PostgreSQL; without one it keeps SQLite in its folder. */
    readonly database: string | undefined,
  ) {}

  static async start(database?: string): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), 'pronto-journey-'))
    const server = new Server(data, await freePort(), database)
    await server.run()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The one-time token that the first start prints. */
  async setupToken(): Promise<string> {
    for (const deadline = Date.now() + patience; ; ) {
      const token = /setup\?token=(\S+)\s/.exec(this.output)?.[1]
      if (token) return token
      if (Date.now() > deadline) throw new Error(`no setup link in:\n${this.output}`)
      await pause(20) // it is printed once the door is open
    }
  }

  /** Without a word, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.process
    this.process = undefined
    if (!child || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  async run(): Promise<void> {
    const where = ['--listen', `127.0.0.1:${this.port}`, '--data', this.data]
    if (this.database) where.push('--database', this.database)
    const child = spawn(binary, ['serve', ...where], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.process = child
    const note = (chunk: Buffer) => {
      this.output = (this.output + chunk).slice(-100_000)
    }
    child.stdout?.on('data', note)
    child.stderr?.on('data', note)
    await this.ready(child)
  }

  async remove(): Promise<void> {
    await this.kill()
    await rm(this.data, { recursive: true, force: true })
  }

  private async ready(child: ChildProcess): Promise<void> {
    for (const deadline = Date.now() + patience; ; ) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${binary} is not ready:\n${this.output}`)
      }
      await pause(20) // a process has no other sign
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  probe.close()
  await once(probe, 'close')
  return address.port
}
