import { useSyncExternalStore } from 'react'
import { ulid } from '@/shared/ulid'

/** How far the server is: of nothing before that is known. */
export interface Progress {
  done: number
  of: number
}

/** What lasts no longer says nothing of how far it is. */
const patience = 1000

/**
 * Runs what the server counts under a name of its own, and tells how far it is once
 * that takes a while. Giving up ends both: the server counts no further.
 */
export async function counted<T>(
  signal: AbortSignal,
  tell: (progress: Progress | null) => void,
  run: (name: string) => Promise<T>,
): Promise<T> {
  const name = ulid()
  const over = new AbortController()
  const hearing = AbortSignal.any([signal, over.signal])
  const timer = setTimeout(() => {
    tell({ done: 0, of: 0 })
    // Who cannot hear it waits without a bar: the report itself says what is wrong.
    hear(name, hearing, tell).catch(() => {})
  }, patience)
  try {
    return await run(name)
  } finally {
    clearTimeout(timer)
    over.abort()
    tell(null)
  }
}

async function hear(name: string, signal: AbortSignal, tell: (progress: Progress) => void) {
  const response = await fetch(`/api/v1/reports/progress/${name}`, { credentials: 'same-origin', signal })
  if (!response.ok || !response.body) return
  for await (const line of linesOf(response.body)) {
    if (signal.aborted) return
    const { done, of, ended }: Progress & { ended?: boolean } = JSON.parse(line)
    if (ended) return
    tell({ done, of })
  }
}

/** Lines of text, however the network cut them. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const text = new TextDecoder()
  let rest = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + text.decode(part.value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

// Of the queries that run, by their keys.

const running = new Map<string, Progress>()
const listeners = new Set<() => void>()
const keyOf = (key: readonly unknown[]) => JSON.stringify(key)

export function noteProgress(key: readonly unknown[], progress: Progress | null) {
  if (progress) running.set(keyOf(key), progress)
  else running.delete(keyOf(key))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How far a query is, when it takes a while. */
export function useProgress(key: readonly unknown[]): Progress | null {
  const name = keyOf(key)
  return useSyncExternalStore(subscribe, () => running.get(name) ?? null)
}
