// biome-ignore-all lint/a11y: a table of which only the rows in sight are drawn cannot be one of HTML
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { useRoomT } from '@/features/workspace'
import type { RoomKey } from '@/shared/i18n'
import classes from './room.module.css'

const rowHeight = 60

export interface Column<Order extends string> {
  id: string
  label: RoomKey
  /** What a click on its head puts the rows in order by. */
  order?: Order
}

interface Props<Row, Order extends string> {
  kind: 'agents' | 'sessions'
  label: string
  columns: readonly Column<Order>[]
  order: Order
  onOrder: (order: Order) => void
  rows: readonly Row[]
  idOf: (row: Row) => string
  render: (row: Row) => ReactNode
}

/** A table that draws only what is in sight, and holds what is read in its place. */
export function Table<Row, Order extends string>(props: Props<Row, Order>) {
  const { kind, label, columns, order, onOrder, rows, idOf, render } = props
  const t = useRoomT()
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: i => (rows[i] === undefined ? i : idOf(rows[i])),
    overscan: 8,
  })
  const onScroll = useAnchor(scroll, rows, idOf)
  const keys = (e: KeyboardEvent) => {
    const to = target(e, rows.length)
    if (to === null) return
    e.preventDefault()
    virtual.scrollToIndex(to)
    requestAnimationFrame(() => mainOf(scroll.current, to)?.focus())
  }
  return (
    <div
      className={classes.table}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      data-kind={kind}
    >
      <div role="rowgroup" className={classes.headGroup}>
        <div role="row" className={`${classes.cells} ${classes.headRow}`} aria-rowindex={1}>
          {columns.map(c => (
            <span
              key={c.id}
              role="columnheader"
              data-col={c.id}
              {...(c.order === order ? { 'aria-sort': 'ascending' as const } : {})}
            >
              {c.order ? (
                <button
                  type="button"
                  title={t('room.sort', { column: t(c.label) })}
                  onClick={() => onOrder(c.order as Order)}
                >
                  {t(c.label)}
                </button>
              ) : (
                <span className={c.id === 'acts' ? 'sr-only' : undefined}>{t(c.label)}</span>
              )}
            </span>
          ))}
        </div>
      </div>
      <div className={classes.scroll} ref={scroll} onScroll={onScroll} onKeyDown={keys} role="presentation">
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(item => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                data-index={item.index}
                className={classes.rowAt}
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                {render(row)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const mainOf = (box: HTMLElement | null, index: number) =>
  box?.querySelector<HTMLElement>(`[data-index="${index}"] [data-main]`)

/** Where an arrow key leads from the row that has the focus. */
function target(e: KeyboardEvent, count: number): number | null {
  const from = (e.target as Element).closest('[data-index]')
  if (!from || !(e.target as Element).hasAttribute('data-main')) return null
  const at = Number(from.getAttribute('data-index'))
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }
  const to = steps[e.key]
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to))
}

/** Rows that come or go above must not move those that are read. */
function useAnchor<Row>(
  box: { current: HTMLDivElement | null },
  rows: readonly Row[],
  idOf: (row: Row) => string,
) {
  const top = useRef<{ id: string; offset: number } | null>(null)
  useLayoutEffect(() => {
    const el = box.current
    const held = top.current
    if (!el || !held || el.scrollTop === 0) return
    const at = rows.findIndex(r => idOf(r) === held.id)
    if (at >= 0 && at * rowHeight + held.offset !== el.scrollTop) el.scrollTop = at * rowHeight + held.offset
  }, [box, rows, idOf])
  return () => {
    const el = box.current
    if (!el) return
    const at = Math.floor(el.scrollTop / rowHeight)
    const row = rows[at]
    top.current = row === undefined ? null : { id: idOf(row), offset: el.scrollTop - at * rowHeight }
  }
}
