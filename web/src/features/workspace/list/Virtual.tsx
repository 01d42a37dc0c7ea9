import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import classes from './list.module.css'

const rowHeight = 77
/** Up to here all rows are drawn: cheaper than measuring, and the browser can search them. */
const plainUpTo = 60

interface Props<Item> {
  rows: readonly Item[]
  render: (row: Item) => ReactNode
}

/** A list that draws only what is in sight once it is long. */
export function Virtual<Item extends { id: string }>(props: Props<Item>) {
  if (props.rows.length > plainUpTo) return <Long {...props} />
  return (
    <ul className={classes.scroll}>
      {props.rows.map(r => (
        <li key={r.id}>{props.render(r)}</li>
      ))}
    </ul>
  )
}

function Long<Item extends { id: string }>({ rows, render }: Props<Item>) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: i => rows[i]?.id ?? i,
    overscan: 6,
  })
  return (
    <div className={classes.scroll} ref={scroll}>
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(item => {
          const row = rows[item.index]
          return (
            row && (
              <li
                key={item.key}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                style={{
                  position: 'absolute',
                  inset: '0 0 auto',
                  height: rowHeight,
                  transform: `translateY(${item.start}px)`,
                }}
              >
                {render(row)}
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
