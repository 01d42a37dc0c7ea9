import { lazy, type ReactNode, Suspense } from 'react'
import classes from './list.module.css'

const Long = lazy(() => import('./Long').then(m => ({ default: m.Long })))

/** Up to here all rows are drawn: cheaper than measuring, and the browser can search them. */
const plainUpTo = 60

interface Props<Item> {
  rows: readonly Item[]
  render: (row: Item) => ReactNode
}

/** A list that draws only what is in sight once it is long. */
export function Virtual<Item extends { id: string }>({ rows, render }: Props<Item>) {
  const plain = (
    <ul className={classes.scroll}>
      {rows.slice(0, plainUpTo).map(r => (
        <li key={r.id}>{render(r)}</li>
      ))}
    </ul>
  )
  if (rows.length <= plainUpTo) return plain
  return (
    <Suspense fallback={plain}>
      <Long rows={rows} render={row => render(row as Item)} />
    </Suspense>
  )
}
