import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronRight, CircleAlert, CircleCheck, CircleDashed, Coffee } from 'lucide-react'
import { useState } from 'react'
import type { BreakReport } from '@/api'
import { useLengthWords } from '@/features/myday'
import { useLocale } from '@/shared/i18n'
import { useMineT } from '@/shared/i18n/mine'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import { none } from './model'
import { breaksQuery } from './queries'
import { Waiting } from './Reports'
import classes from './reports.module.css'
import { type Asking, useNumbers } from './useReport'

type Shift = BreakReport['items'][number]

/** The daily record of breaks (NR-17, Anexo II): what each shift owed, what was kept and what was missed. */
export function Breaks({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const locale = useLocale()
  const { range, search } = asking
  const report = useQuery(
    breaksQuery({
      ...range,
      locale,
      ...(search.agent ? { agent: search.agent } : {}),
      ...(search.queue ? { queue: search.queue } : {}),
    }),
  )
  if (report.isPending) return <Waiting />
  if (report.isError && !report.data) {
    return <ErrorNote error={report.error} retry={() => void report.refetch()} />
  }
  const { items, rules } = report.data
  return (
    <div className={classes.figures} aria-busy={report.isFetching} data-stale={report.isPlaceholderData}>
      {report.isError && <ErrorNote error={report.error} retry={() => void report.refetch()} />}
      <Rules rules={rules} />
      {items.length === 0 ? (
        <Empty icon={Coffee} title={t('reports.breaks.empty')}>
          {t('reports.breaks.empty.hint')}
        </Empty>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table} data-kind="breaks" aria-label={t('reports.breaks')}>
            <thead>
              <tr>
                {(['agent', 'day', 'shift', 'worked', 'breaks', 'meals', 'result'] as const).map(c => (
                  <th key={c} scope="col">
                    {t(`reports.breaks.${c}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map(s => (
                <ShiftRows key={`${s.agent.id} ${s.start}`} shift={s} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function Rules({ rules }: { rules: BreakReport['rules'] }) {
  const t = useReportsT()
  const words = useLengthWords()
  const length = (seconds: number) => (seconds > 0 ? words(seconds * 1000) : '0 min')
  if (!rules.on) return <p className={classes.rules}>{t('reports.breaks.off')}</p>
  return (
    <p className={classes.rules}>
      {t('reports.breaks.rules', {
        breaks: rules.breaks,
        length: length(rules.length_seconds),
        edge: length(rules.edge_seconds),
        meal: length(rules.meal_seconds),
        shift: length(rules.short_shift_seconds),
      })}{' '}
      {rules.short_shift_seconds > 0 &&
        t(rules.short_breaks > 0 ? 'reports.breaks.short' : 'reports.breaks.short.none', {
          count: rules.short_breaks,
          shift: length(rules.short_shift_seconds),
        })}{' '}
      {t('reports.breaks.held')}
    </p>
  )
}

function ShiftRows({ shift }: { shift: Shift }) {
  const t = useReportsT()
  const f = useFormats()
  const n = useNumbers()
  const [open, setOpen] = useState(false)
  const { due, kept } = shift
  const Chevron = open ? ChevronDown : ChevronRight
  const of = (k: number, d: number) => (d === 0 ? none : t('reports.breaks.of', { kept: k, due: d }))
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className={classes.unfold}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Chevron size={16} aria-hidden /> {shift.agent.name}
          </button>
        </th>
        <td>
          <Link to="/reports/day/$agent" params={{ agent: shift.agent.id }} search={{ date: shift.day }}>
            {f.date(shift.start)}
          </Link>
        </td>
        <td className="figure">
          {shift.open
            ? t('reports.since', { from: f.time(shift.start) })
            : t('reports.span', { from: f.time(shift.start), to: f.time(shift.end) })}
        </td>
        <td className="figure">
          {n.length(shift.worked_ms)}
          {shift.planned_ms > 0 && (
            <small>{t('reports.breaks.planned', { time: n.length(shift.planned_ms) })}</small>
          )}
        </td>
        <td className="figure">{of(kept.breaks, due.breaks)}</td>
        <td className="figure">{of(kept.meals, due.meals)}</td>
        <td>
          <Result shift={shift} />
        </td>
      </tr>
      {open && (
        <tr className={classes.unfolded}>
          <td colSpan={7}>
            <Pauses shift={shift} />
          </td>
        </tr>
      )}
    </>
  )
}

function Result({ shift }: { shift: Shift }) {
  const t = useReportsT()
  const { due, missed, kept } = shift
  const lost = missed.breaks + missed.meals
  const left = due.breaks + due.meals - kept.breaks - kept.meals - lost
  const [kind, Mark] =
    lost > 0
      ? (['missed', CircleAlert] as const)
      : left > 0
        ? (['open', CircleDashed] as const)
        : due.breaks + due.meals === 0
          ? (['nothing', CircleDashed] as const)
          : (['kept', CircleCheck] as const)
  return (
    <span className={classes.result} data-result={kind}>
      <Mark size={16} aria-hidden />
      {t(`reports.breaks.result.${kind}`, { count: kind === 'missed' ? lost : left })}
    </span>
  )
}

/** Each pause of the shift with what it counts as, or why it counts as nothing. */
function Pauses({ shift }: { shift: Shift }) {
  const t = useReportsT()
  const m = useMineT()
  const f = useFormats()
  const n = useNumbers()
  return (
    <>
      {shift.next && (
        <p>
          {m(`day.next.${shift.next.kind}`, { from: f.time(shift.next.from), to: f.time(shift.next.due_by) })}
        </p>
      )}
      {shift.pauses.length === 0 && <p>{t('reports.breaks.nopause')}</p>}
      <ul>
        {shift.pauses.map(p => (
          <li key={p.from}>
            <span className="figure">{t('reports.span', { from: f.clock(p.from), to: f.clock(p.to) })}</span>
            <span className="figure">{n.length(p.ms)}</span>
            <span>{p.reason?.name ?? t('reports.breaks.noreason')}</span>
            <span>{p.as ? m(`day.as.${p.as}`) : p.why ? m(`day.why.${p.why}`) : none}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
