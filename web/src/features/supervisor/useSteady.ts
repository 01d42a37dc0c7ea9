import { useMemo, useRef } from 'react'
import { steady } from './model'

interface Options<Row> {
  rows: readonly Row[]
  idOf: (row: Row) => string
  /** Who comes into sight. Who is in sight stays, until they are no more or the epoch is another. */
  matches: (row: Row) => boolean
  order: (a: Row, b: Row) => number
  /** Another one (a filter, an order asked for) looks anew. */
  epoch: string
}

/** Rows that keep their places while they change. */
export function useSteady<Row>({ rows, idOf, matches, order, epoch }: Options<Row>): readonly Row[] {
  const shown = useRef<{ epoch: string; ids: readonly string[] }>({ epoch, ids: [] })
  return useMemo(() => {
    const before = shown.current.epoch === epoch ? shown.current.ids : []
    const kept = new Set(before)
    const visible = rows.filter(r => kept.has(idOf(r)) || matches(r))
    const next = steady(before, visible, idOf, order)
    shown.current = { epoch, ids: next.map(idOf) }
    return next
  }, [rows, idOf, matches, order, epoch])
}
