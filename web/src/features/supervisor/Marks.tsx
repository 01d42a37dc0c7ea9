import { CalendarClock, Coffee, DoorClosed, type LucideIcon, PackageOpen, UserCog } from 'lucide-react'
import type { BreakWarning, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { rowsOf, sameRows, useLive } from '@/live'
import type { RoomT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { usePast } from './clock'
import classes from './room.module.css'

interface Mark {
  key: string
  icon: LucideIcon
  text: string
}

/** What is out of the ordinary about an agent: a break due by law, kept online, drained, leaving, set by another. */
function marksOf(
  a: RoomAgent,
  warnings: readonly BreakWarning[],
  t: RoomT,
  time: (at: string) => string,
): Mark[] {
  const marks: Mark[] = warnings.map(w => ({
    key: w.id,
    icon: Coffee,
    text: t(`room.mark.${w.kind}`, { time: time(w.due_by) }),
  }))
  if (a.drain) {
    const by = a.drain.by ? t('room.mark.drain.by', { name: a.drain.by.name }) : ''
    const what = a.drain.done
      ? t('room.mark.drain.done')
      : t('room.mark.drain.at', { time: time(a.drain.at) })
    const glue = a.drain.done ? ' · ' : ' '
    marks.push({ key: 'drain', icon: PackageOpen, text: [what, by].filter(Boolean).join(glue) })
  }
  if (a.kept_online) marks.push({ key: 'kept', icon: DoorClosed, text: t('room.mark.kept') })
  if (a.next) {
    const reason = a.next.reason ? ` (${a.next.reason.name})` : ''
    const status = t(`status.${a.next.status}`) + reason
    const text = a.next.at
      ? t('room.mark.next.at', { time: time(a.next.at), status })
      : t('room.mark.next.work', { status })
    marks.push({ key: 'next', icon: CalendarClock, text })
  }
  if (a.set_by)
    marks.push({ key: 'set_by', icon: UserCog, text: t('room.mark.set_by', { name: a.set_by.name }) })
  return marks
}

export function useMarks(agent: RoomAgent): Mark[] {
  const t = useRoomT()
  const f = useFormats()
  const past = usePast()
  const warnings = useLive(
    s => rowsOf<BreakWarning>(s.feed, 'warning').filter(w => w.user === agent.user),
    sameRows,
  )
  return marksOf(agent, past === null ? warnings : [], t, f.time)
}

/** On one line of a row, the rest in its title. */
export function MarksLine({ agent }: { agent: RoomAgent }) {
  const marks = useMarks(agent)
  if (marks.length === 0) return null
  return (
    <span className={classes.marks} title={marks.map(m => m.text).join(' · ')}>
      {marks.map(({ key, icon: Icon, text }) => (
        <span key={key}>
          <Icon size={12} aria-hidden /> {text}
        </span>
      ))}
    </span>
  )
}
