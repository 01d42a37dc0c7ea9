import { useFormats } from '@/shared/session'
import { secondsBetween, stopwatch } from '@/shared/time/duration'
import { useRoomNow } from './clock'

interface Props {
  since: string
  /** Said before it to who does not see the column's head. */
  label?: string
}

/** How long something has lasted, ticking with all the others. */
export function Clock({ since, label }: Props) {
  const f = useFormats()
  const now = useRoomNow()
  return (
    <time dateTime={since} title={f.dateTime(since)}>
      {label && <span className="sr-only">{label} </span>}
      {stopwatch(secondsBetween(since, now))}
    </time>
  )
}
