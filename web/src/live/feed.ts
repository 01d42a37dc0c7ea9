import type { Frame, FrameRow, Kind } from '@/api/types'

/**
 * The pure half of the live feed: frames in, rows out. Of two copies of a row the
 * higher rev is kept, whether it came by frame or by REST; a row that left our
 * sight leaves a tombstone, so that a late answer cannot bring it back.
 */
export interface Feed {
  readonly epoch: string
  /** The last sequence heard on this socket: what the next frame's prev must not pass. */
  readonly seq: number
  /** Everything up to here is known for every topic: where a reconnect resumes. */
  readonly known: number
  /** Topics whose rows are not complete yet: replaying, or waiting for a snapshot. */
  readonly pending: ReadonlySet<string>
  readonly tables: Readonly<Record<Kind, Table>>
}

export type Table = ReadonlyMap<string, Entry>

export interface Entry {
  readonly rev: number
  /** Absent in a tombstone. */
  readonly row?: unknown
  /** Of a tombstone: the sequence at which the row went out of sight. */
  readonly gone?: number
}

const noTables = (): Feed['tables'] => ({
  conversation: new Map(),
  message: new Map(),
  whisper: new Map(),
  status: new Map(),
  offer: new Map(),
  agent: new Map(),
  warning: new Map(),
  settings: new Map(),
})

export const emptyFeed = (): Feed => ({ epoch: '', seq: 0, known: 0, pending: new Set(), tables: noTables() })

/**
 * The first frame of a socket. Another epoch means that the server was restored
 * from a backup: nothing we know is true any more.
 */
export function welcome(feed: Feed, frame: Frame, topics: Iterable<string>): Feed {
  const pending = new Set(topics)
  const epoch = frame.epoch ?? ''
  const seq = frame.seq ?? 0
  if (feed.epoch !== '' && feed.epoch !== epoch) return { ...emptyFeed(), epoch, seq, pending }
  return settle({ ...feed, epoch, seq, pending })
}

/** Takes one frame of rows in. A gap cannot be papered over: it asks to resume. */
export function advance(feed: Feed, frame: Frame): Feed | 'resync' {
  const seq = frame.seq ?? 0
  if (frame.epoch !== undefined && frame.epoch !== feed.epoch) return 'resync'
  if ((frame.prev ?? 0) > feed.seq) return 'resync'
  const tables = applyRows(feed.tables, frame.rows ?? [], seq)
  return settle({ ...feed, seq: Math.max(feed.seq, seq), tables })
}

/** A topic's rows are complete: its replay ended, or its snapshot has been loaded. */
export function topicComplete(feed: Feed, topic: string): Feed {
  return settle({ ...feed, pending: without(feed.pending, topic) })
}

export function topicPending(feed: Feed, topic: string): Feed {
  return feed.pending.has(topic) ? feed : { ...feed, pending: new Set(feed.pending).add(topic) }
}

function settle(feed: Feed): Feed {
  return feed.pending.size === 0 && feed.known !== feed.seq ? { ...feed, known: feed.seq } : feed
}

function without(set: ReadonlySet<string>, topic: string): ReadonlySet<string> {
  const rest = new Set(set)
  rest.delete(topic)
  return rest
}

function applyRows(tables: Feed['tables'], rows: readonly FrameRow[], seq: number): Feed['tables'] {
  if (rows.length === 0) return tables
  const changed: Record<Kind, Table> = { ...tables }
  const copied = new Map<Kind, Map<string, Entry>>()
  for (const r of rows) {
    if (!(r.t in changed)) continue // a kind this version of the desk does not know
    let table = copied.get(r.t)
    if (!table) {
      table = new Map(changed[r.t])
      copied.set(r.t, table)
      changed[r.t] = table
    }
    const have = table.get(r.id)
    if (r.gone) {
      if (!have || r.rev >= have.rev || seq >= have.rev)
        table.set(r.id, { rev: r.rev, gone: Math.max(seq, r.rev) })
    } else if (!have || (have.gone !== undefined ? seq > have.gone : r.rev >= have.rev)) {
      table.set(r.id, { rev: r.rev, row: r.row })
    }
  }
  return changed
}

interface Versioned {
  id: string
  rev: number
}

/** Rows that came over REST, true as of seq. */
export function merge(feed: Feed, kind: Kind, rows: readonly Versioned[], seq: number): Feed {
  if (rows.length === 0) return feed
  const table = new Map(feed.tables[kind])
  for (const row of rows) {
    const have = table.get(row.id)
    const newer = !have || (have.gone !== undefined ? seq >= have.gone : row.rev >= have.rev)
    if (newer) table.set(row.id, { rev: row.rev, row })
  }
  return { ...feed, tables: { ...feed.tables, [kind]: table } }
}

/** A whole list that came over REST: what belongs to it and is not in it is gone. */
export function snapshot(
  feed: Feed,
  kind: Kind,
  rows: readonly Versioned[],
  seq: number,
  belongs: (row: unknown) => boolean,
): Feed {
  const ids = new Set(rows.map(r => r.id))
  const table = new Map(feed.tables[kind])
  for (const [id, entry] of table) {
    const stale = entry.row !== undefined && entry.rev <= seq && !ids.has(id) && belongs(entry.row)
    if (stale) table.set(id, { rev: entry.rev, gone: seq })
  }
  return merge({ ...feed, tables: { ...feed.tables, [kind]: table } }, kind, rows, seq)
}

/** Drops rows nobody looks at any more, without a tombstone. */
export function forget(feed: Feed, kind: Kind, drop: (row: unknown) => boolean): Feed {
  const table = new Map(feed.tables[kind])
  for (const [id, entry] of table) if (entry.row !== undefined && drop(entry.row)) table.delete(id)
  return { ...feed, tables: { ...feed.tables, [kind]: table } }
}
