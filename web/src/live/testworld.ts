import { vi } from 'vitest'
import type { Frame } from '@/api/types'
import type { Wire, World, WorldEvent } from './socket'

/** A wire whose other end the test holds. */
export class FakeWire implements Wire {
  onopen: Wire['onopen'] = null
  onmessage: Wire['onmessage'] = null
  onclose: Wire['onclose'] = null
  sent: Record<string, unknown>[] = []
  closed = false

  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.closed = true
  }
  open() {
    this.onopen?.()
  }
  say(...frames: Frame[]) {
    this.onmessage?.({ data: JSON.stringify(frames) })
  }
  break(code = 1006, reason = '') {
    this.onclose?.({ code, reason })
  }
}

/** A browser of the test's own, under fake timers. */
export function fakeWorld(stored: Record<string, string> = {}) {
  const wires: FakeWire[] = []
  const beacons: { path: string; body: string }[] = []
  const listeners = new Map<WorldEvent, Set<(persisted: boolean) => void>>()
  const world: World = {
    open: () => {
      const wire = new FakeWire()
      wires.push(wire)
      return wire
    },
    now: () => Date.now(),
    random: () => 0.5,
    store: {
      getItem: key => stored[key] ?? null,
      setItem: (key, value) => {
        stored[key] = value
      },
    },
    beacon: (path, body) => beacons.push({ path, body }),
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    setTimeout: (run, ms) => setTimeout(run, ms) as unknown as number,
    clearTimeout: id => clearTimeout(id),
  }
  return {
    world,
    wires,
    beacons,
    stored,
    /** The wire in use: the last one opened. */
    wire: () => {
      const last = wires.at(-1)
      if (!last) throw new Error('no wire was opened')
      return last
    },
    emit: (event: WorldEvent, persisted = false) => {
      for (const listener of listeners.get(event) ?? []) listener(persisted)
    },
    pass: (ms: number) => vi.advanceTimersByTime(ms),
  }
}
