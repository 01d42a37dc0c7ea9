import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { BreakReport } from '@/api'
import { useMineT } from '@/shared/i18n/mine'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import classes from './day.module.css'
import { breaksQuery } from './queries'
import { useLengthWords } from './words'

type Shift = BreakReport['items'][number]

/** The breaks that labour law wants: kept, missed, and what comes next. */
export function Breaks({ date, rev }: { date: string | null; rev: number }) {
  const t = useMineT()
  const breaks = useQuery(breaksQuery(date, rev))
  if (breaks.isError) return <ErrorNote error={breaks.error} retry={() => breaks.refetch()} />
  if (!breaks.data) return null
  const due = breaks.data.items.filter(s => s.due.breaks + s.due.meals > 0)
  return (
    <section className={classes.card} data-testid="breaks">
      <h2>{t('day.breaks')}</h2>
      {due.length === 0 && <p>{t(breaks.data.rules.on ? 'day.breaks.none' : 'day.breaks.off')}</p>}
      {due.map(shift => (
        <OfShift key={shift.start} shift={shift} />
      ))}
    </section>
  )
}

function OfShift({ shift }: { shift: Shift }) {
  const t = useMineT()
  const f = useFormats()
  const length = useLengthWords()
  const { due, kept, missed, next, pauses } = shift
  return (
    <>
      <ul className={classes.counts}>
        {due.breaks > 0 && (
          <Count
            words={t('day.breaks.count', { kept: kept.breaks, due: due.breaks })}
            done={kept.breaks >= due.breaks}
            missed={missed.breaks}
          />
        )}
        {due.meals > 0 && (
          <Count
            words={t('day.meals.count', { kept: kept.meals, due: due.meals })}
            done={kept.meals >= due.meals}
            missed={missed.meals}
          />
        )}
      </ul>
      {next && (
        <p className={classes.upcoming}>
          {t(`day.next.${next.kind}`, { from: f.time(next.from), to: f.time(next.due_by) })}
        </p>
      )}
      <ul>
        {pauses.map(p => (
          <li key={p.from}>
            {t('day.span', { from: f.time(p.from), to: f.time(p.to) })}
            {p.reason && ` · ${p.reason.name}`} · {length(p.ms)}
            <p>{p.as ? t(`day.as.${p.as}`) : p.why && t(`day.why.${p.why}`)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

function Count({ words, done, missed }: { words: string; done: boolean; missed: number }) {
  const t = useMineT()
  const Mark = missed > 0 ? CircleAlert : done ? CircleCheck : CircleDashed
  return (
    <li data-missed={missed > 0} data-done={done}>
      <Mark size={16} aria-hidden />
      {words}
      {missed > 0 && <strong>{t('day.missed', { count: missed })}</strong>}
    </li>
  )
}
