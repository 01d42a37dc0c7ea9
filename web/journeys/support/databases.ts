import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** A PostgreSQL for the journeys of one worker, started when the first asks for it. */
export class Databases {
  private running: { process: ChildProcess; addresses: AsyncIterator<string> } | undefined

  /** An empty database; it goes when the worker does. */
  async create(): Promise<string> {
    this.running ??= start()
    const { process, addresses } = this.running
    process.stdin?.write('\n')
    const { value, done } = await addresses.next()
    if (done) throw new Error('PostgreSQL could not be started; why is written above')
    return value
  }

  async stop(): Promise<void> {
    const process = this.running?.process
    if (!process || process.exitCode !== null) return
    const gone = once(process, 'exit')
    process.stdin?.end()
    await gone
  }
}

function start() {
  const process = spawn('go', ['run', './internal/testkit/pgtest/pgserver'], {
    cwd: repository,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return { process, addresses: createInterface({ input: process.stdout })[Symbol.asyncIterator]() }
}
