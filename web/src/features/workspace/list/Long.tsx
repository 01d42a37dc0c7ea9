import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import classes from './list.module.css'

const rowHeight = 77

interface Props {
  rows: readonly { id: string }[]
  render: (row: { id: string }) => ReactNode
}

/** The long list; it comes with the first list that is one. */
export function Long({ rows, render }: Props) {
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
