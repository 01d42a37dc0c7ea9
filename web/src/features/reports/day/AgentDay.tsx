import '@/shared/ui/formStyles'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, CalendarX2, Lock, PencilLine } from 'lucide-react'
import { useState } from 'react'
import type { AgentDay as Day } from '@/api'
import { DayBar, DayPicker, DayQueues, DayTotals, isEmpty, stretches } from '@/features/myday'
import { wordsFor } from '@/shared/i18n'
import { useReportsT } from '@/shared/i18n/reports'
import { usePageTitle } from '@/shared/pageTitle'
import { useFormats, useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { Empty, ErrorNote } from '@/shared/ui'
import { agentDayQuery } from '../queries'
import { isDay } from '../range'
import classes from '../reports.module.css'
import { type ReportSearch, reportSearch } from '../search'
import { useNumbers } from '../useReport'
import { CorrectionDialog, type Wanted } from './CorrectionDialog'

/** An agent's day, accounted for, and what was corrected of it. */
export function AgentDay() {
  const t = useReportsT()
  const { permissions } = useMe()
  const { agent } = useParams({ strict: false })
  if (!permissions.includes('reports.view') || !agent) {
    return (
      <div className={classes.page}>
        <Empty icon={Lock} title={t('reports.forbidden')} />
      </div>
    )
  }
  return <Shown key={agent} agent={agent} />
}

function Shown({ agent }: { agent: string }) {
  const t = useReportsT()
  const f = useFormats()
  const { permissions } = useMe()
  const navigate = useNavigate()
  const { date: wanted, ...search } = reportSearch(useSearch({ strict: false }) as Record<string, unknown>)
  const today = f.dayKey(serverNow())
  const date = isDay(wanted) && wanted <= today ? wanted : today
  const day = useQuery(agentDayQuery(agent, date, date === today))
  const title = day.data?.agent.name ?? t('reports.day')
  usePageTitle(title, t('nav.reports'))
  const [asked, setAsked] = useState<Wanted | null>(null)
  const may = permissions.includes('time.correct')
  const choose = (next: string) =>
    void navigate({
      to: '/reports/day/$agent',
      params: { agent },
      search: { ...search, date: next },
      replace: true,
    })
  return (
    <section className={classes.page} aria-labelledby="day-title" aria-busy={day.isFetching}>
      <header className={`${classes.head} ${classes.dayHead}`}>
        <Back search={search} />
        <h1 id="day-title">{title}</h1>
        <DayPicker date={date} today={today} choose={choose} />
        {may && day.data && (
          <Button
            leftSection={<PencilLine size={16} aria-hidden />}
            onClick={() => setAsked({ from: day.data.from, to: day.data.from })}
          >
            {t('reports.correct')}
          </Button>
        )}
      </header>
      <div className={classes.body}>
        {day.isPending && <Skeleton height={240} m="md" aria-busy="true" />}
        {day.isError && <ErrorNote error={day.error} retry={() => void day.refetch()} />}
        {day.data && <Account key={day.data.date} day={day.data} correct={may ? setAsked : null} />}
      </div>
      {asked && day.data && (
        <CorrectionDialog agent={day.data.agent} wanted={asked} onClose={() => setAsked(null)} />
      )}
    </section>
  )
}

function Back({ search }: { search: ReportSearch }) {
  const t = useReportsT()
  return (
    <Link to="/reports/$report" params={{ report: 'agents' }} search={search} className={classes.back}>
      <ArrowLeft size={16} aria-hidden /> {t('nav.reports')}
    </Link>
  )
}

interface AccountProps {
  day: Day
  correct: ((wanted: Wanted) => void) | null
}

function Account({ day, correct }: AccountProps) {
  const t = useReportsT()
  const { vocabulary } = useMe()
  const all = stretches(day, vocabulary)
  return (
    <div className={classes.day}>
      {isEmpty(all) ? (
        <Empty icon={CalendarX2} title={t('reports.day.empty')} />
      ) : (
        <>
          <DayBar all={all} from={Date.parse(day.from)} to={Date.parse(day.to)} zone={day.time_zone} />
          <p className={classes.quiet}>{t('reports.day.zone', { zone: day.time_zone })}</p>
        </>
      )}
      <div className={classes.dayColumns}>
        <div>
          <DayTotals all={all} />
          {day.queues.length > 0 && <DayQueues queues={day.queues} />}
        </div>
        <Corrections corrections={day.corrections} />
      </div>
      <Stretches day={day} correct={correct} />
    </div>
  )
}

/** What somebody corrected. What was recorded stays in the log. */
function Corrections({ corrections }: { corrections: Day['corrections'] }) {
  const t = useReportsT()
  const f = useFormats()
  return (
    <section className={classes.corrections} aria-labelledby="corrections">
      <h2 id="corrections">{t('reports.corrections')}</h2>
      {corrections.length === 0 && <p className={classes.quiet}>{t('reports.corrections.none')}</p>}
      <ul>
        {corrections.map(c => (
          <li key={c.id}>
            <strong className="figure">
              {t('reports.span', { from: f.clock(c.from), to: f.clock(c.to) })}
            </strong>{' '}
            {t('reports.corrections.as', { status: statusWord(c.label, c.reason?.name) })}
            <p>{c.why}</p>
            <p className={classes.quiet}>
              {t('reports.corrections.by', {
                name: c.author?.name ?? t('reports.corrections.machine'),
                at: f.dateTime(c.at),
              })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const statusWord = (label: string, reason?: string) =>
  [wordsFor('reports.label', label) ?? label, reason].filter(Boolean).join(' · ')

/** The bar in words. Corrections speak of these statuses whatever vocabulary the desk shows. */
function Stretches({ day, correct }: AccountProps) {
  const t = useReportsT()
  const f = useFormats()
  const n = useNumbers()
  const { vocabulary } = useMe()
  const all = stretches(day, 'blip')
  const iso = (at: number) => new Date(at).toISOString()
  return (
    <>
      {vocabulary === 'smartspace' && <p className={classes.quiet}>{t('reports.day.stretches.offline')}</p>}
      <div className={classes.scroll}>
        <table className={classes.table} data-kind="day" aria-label={t('reports.day.stretches')}>
          <thead>
            <tr>
              <th scope="col">{t('reports.day.from')}</th>
              <th scope="col">{t('reports.day.to')}</th>
              <th scope="col">{t('reports.day.time')}</th>
              <th scope="col">{t('reports.day.status')}</th>
              <th scope="col">
                <span className="sr-only">{t('reports.correct')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map(s => (
              <tr key={s.from}>
                <td className="figure">{f.clock(s.from)}</td>
                <td className="figure">{f.clock(s.to)}</td>
                <td className="figure">{n.length(s.to - s.from)}</td>
                <th scope="row">
                  {statusWord(s.label, s.reason ?? undefined)}{' '}
                  {s.corrected && <small>{t('reports.corrected')}</small>}
                </th>
                <td>
                  {correct && (
                    <button
                      type="button"
                      className={classes.inline}
                      aria-label={t('reports.correct.stretch', { from: f.clock(s.from), to: f.clock(s.to) })}
                      onClick={() => correct({ from: iso(s.from), to: iso(s.to), label: s.label })}
                    >
                      {t('reports.correct.short')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
