import { Skeleton } from '@mantine/core'
import { ErrorNote } from '@/shared/ui'
import classes from './shell.module.css'

/** The desk's outline while it is on its way: nothing jumps when it comes. */
export function Starting() {
  return (
    <div className={classes.starting} aria-busy="true">
      <div className={classes.rail} />
      <div className={classes.startingList}>
        {[0, 1, 2, 3, 4].map(i => (
          <Skeleton key={i} height={56} />
        ))}
      </div>
    </div>
  )
}

export function Unreachable({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className={classes.alone}>
      <ErrorNote error={error} retry={retry} />
    </main>
  )
}
