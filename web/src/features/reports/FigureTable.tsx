import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { Report, ReportColumn, ReportRow, ReportValue } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import {
  type Drill,
  type Kind,
  nextOrder,
  none,
  ordered,
  orderOf,
  parts,
  rowKey,
  shown,
  sortOf,
} from './model'
import classes from './reports.module.css'
import { type Asking, useAsked, useNumbers } from './useReport'
import { useFormula, useRowName } from './words'

const rowHeight = 40

interface Props {
  kind: Kind
  report: Report
  columns: readonly number[]
  asking: Asking
  onDrill: (drill: Drill) => void
}

/** Figures to read. Each opens what it was counted from; arrows go from one to the next. */
export function FigureTable({ kind, report, columns, asking, onDrill }: Props) {
  const t = useReportsT()
  const { locale: _, ...asked } = useAsked(asking)
  const { by, down } = orderOf(asking.search.sort, key => columns.some(i => report.columns[i]?.key === key))
  const [at, setAt] = useState({ row: 0, column: 0 })
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => ordered(report, { by, down }), [report, by, down])
  const sort = (next: string) => asking.change({ sort: sortOf(nextOrder({ by, down }, next)) })
  const name = useRowName(report)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)

  // The last row of all is the totals'.
  const go = (row: number, column: number) => {
    const next = {
      row: Math.min(Math.max(row, 0), rows.length),
      column: Math.min(Math.max(column, 0), columns.length - 1),
    }
    setAt(next)
    if (next.row < rows.length) virtual.scrollToIndex(next.row)
    requestAnimationFrame(() => {
      const cell = scroll.current?.querySelector<HTMLElement>(`[data-cell="${next.row}.${next.column}"]`)
      cell?.focus()
    })
  }
  const keys = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLElement) || !e.target.dataset.cell) return
    const moves: Record<string, [number, number]> = {
      ArrowUp: [at.row - 1, at.column],
      ArrowDown: [at.row + 1, at.column],
      ArrowLeft: [at.row, at.column - 1],
      ArrowRight: [at.row, at.column + 1],
      Home: [at.row, 0],
      End: [at.row, columns.length - 1],
      PageUp: [at.row - 10, at.column],
      PageDown: [at.row + 10, at.column],
    }
    const move = moves[e.key]
    if (!move) return
    e.preventDefault()
    go(...move)
  }
  const cells = (values: readonly ReportValue[], row: number, of: string, drill: Partial<Drill>) =>
    columns.map((index, column) => {
      const c = report.columns[index]
      const value = values[index]
      if (!c || !value) return null
      return (
        <Cell
          key={c.key}
          id={`${row}.${column}`}
          column={c}
          value={value}
          reached={at.row === row && at.column === column}
          of={of}
          onFocus={() => setAt({ row, column })}
          open={() =>
            onDrill({
              ...asked,
              kind,
              figure: c.key,
              title: c.title,
              from: report.from,
              // What came in since it was counted is not in it.
              to: Date.parse(report.until) > Date.parse(report.from) ? report.until : report.to,
              of,
              ...drill,
            })
          }
        />
      )
    })
  return (
    <div className={classes.scroll} ref={scroll}>
      <table
        className={classes.table}
        aria-rowcount={rows.length + 2}
        aria-label={t(`reports.${kind}`)}
        onKeyDown={keys}
      >
        <thead>
          <tr aria-rowindex={1}>
            <HeadCell
              title={t(`reports.of.${kind}`)}
              order={by === '' ? { down } : null}
              sort={() => sort('')}
            />
            {columns.map(i => {
              const c = report.columns[i]
              if (!c) return null
              return (
                <HeadCell
                  key={c.key}
                  title={c.title}
                  column={c}
                  channel={asking.search.channel}
                  order={by === c.key ? { down } : null}
                  sort={() => sort(c.key)}
                />
              )
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} />}
          {items.map(item => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <tr key={rowKey(row)} aria-rowindex={item.index + 2} data-row={name(row)}>
                <th scope="row" title={name(row)}>
                  <RowHead row={row} asking={asking} name={name(row)} />
                </th>
                {cells(row.values, item.index, name(row), {
                  row: {
                    ...(row.start ? { start: row.start } : {}),
                    ...(row.agent ? { agent: row.agent.id } : {}),
                    ...(row.queue ? { queue: row.queue.id } : {}),
                    ...(row.channel ? { channel: row.channel.id } : {}),
                  },
                })}
              </tr>
            )
          })}
          {after > 0 && <Space height={after} />}
        </tbody>
        <tfoot>
          <tr aria-rowindex={rows.length + 2}>
            <th scope="row">{t('reports.total')}</th>
            {cells(report.totals, rows.length, t('reports.total'), {})}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** What is out of sight takes its place and nothing else. */
function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  )
}

interface HeadProps {
  title: string
  column?: ReportColumn
  channel?: string | undefined
  order: { down: boolean } | null
  sort: () => void
}

function HeadCell({ title, column, channel, order, sort }: HeadProps) {
  const formula = useFormula(channel)
  const Arrow = order?.down ? ArrowDown : ArrowUp
  const button = (
    <button type="button" onClick={sort}>
      {title}
      {order && <Arrow size={14} aria-hidden />}
    </button>
  )
  return (
    <th
      scope="col"
      {...(order ? { 'aria-sort': order.down ? ('descending' as const) : ('ascending' as const) } : {})}
    >
      {column ? (
        <Tooltip
          label={formula(column)}
          multiline
          w={280}
          events={{ hover: true, focus: true, touch: false }}
          openDelay={200}
        >
          {button}
        </Tooltip>
      ) : (
        button
      )}
    </th>
  )
}

function RowHead({ row, asking, name }: { row: ReportRow; asking: Asking; name: string }) {
  const f = useFormats()
  const { search, range, today } = asking
  if (!row.agent) return name
  const day = row.start ? f.dayKey(row.start) : range.to < today ? range.to : today
  return (
    <Link to="/reports/day/$agent" params={{ agent: row.agent.id }} search={{ ...search, date: day }}>
      {name}
    </Link>
  )
}

interface CellProps {
  id: string
  column: ReportColumn
  value: ReportValue
  reached: boolean
  of: string
  onFocus: () => void
  open: () => void
}

function Cell({ id, column, value, reached, of, onFocus, open }: CellProps) {
  const t = useReportsT()
  const n = useNumbers()
  const text = shown(column, value, n)
  const divided = parts(column, value, n)
  const title = divided
    ? t('reports.parts', divided)
    : column.total === 'pooled'
      ? t('reports.values', { count: value.denominator ?? 0 })
      : undefined
  return (
    <td>
      <button
        type="button"
        data-cell={id}
        data-none={text === none}
        data-nought={value.value === 0}
        tabIndex={reached ? 0 : -1}
        title={title}
        aria-label={t('reports.cell', { figure: column.title, of, value: text })}
        onFocus={onFocus}
        onClick={open}
      >
        {text}
      </button>
    </td>
  )
}
