import '@/shared/ui/formStyles'
import { Skeleton } from '@mantine/core'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useReportsT } from '@/shared/i18n/reports'
import { usePageTitle } from '@/shared/pageTitle'
import { useMe } from '@/shared/session'
import { Empty } from '@/shared/ui'
import { Breaks } from './Breaks'
import { Figures } from './Figures'
import { mostDays, type ReportName, reports } from './model'
import classes from './reports.module.css'
import { Toolbar } from './Toolbar'
import { type Asking, useAsking } from './useReport'

/** The reports. The server holds to who may see them; this only tells. */
export function Reports() {
  const t = useReportsT()
  const { report } = useParams({ strict: false })
  const { permissions } = useMe()
  if (!permissions.includes('reports.view')) {
    return (
      <div className={classes.page}>
        <Empty icon={Lock} title={t('reports.forbidden')} />
      </div>
    )
  }
  if (!reports.some(r => r === report)) {
    return <Navigate to="/reports/$report" params={{ report: 'agents' }} replace />
  }
  return <Shown />
}

function Shown() {
  const t = useReportsT()
  const asking = useAsking()
  const { name, fault } = asking
  usePageTitle(t(`reports.${name}`), t('nav.reports'))
  return (
    <section className={classes.page} aria-labelledby="reports-title">
      <header className={classes.head}>
        <h1 id="reports-title">{t('nav.reports')}</h1>
        <Tabs asking={asking} />
      </header>
      <Toolbar asking={asking} />
      <div className={classes.body}>
        {fault ? (
          <p className={classes.refused} role="alert">
            {t(`reports.fault.${fault}`, { count: mostDays[name] })}
          </p>
        ) : name === 'breaks' ? (
          <Breaks asking={asking} />
        ) : (
          <Figures key={name} kind={name} asking={asking} />
        )}
      </div>
    </section>
  )
}

/** Each report is a page of its own, for the same days, agents and queues. */
function Tabs({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const nav = useRef<HTMLElement>(null)
  const { range, from, to, agent, queue, channel } = asking.search
  const kept = Object.fromEntries(
    Object.entries({ range, from, to, agent, queue, channel }).filter(([, v]) => v !== undefined),
  )
  useEffect(() => {
    nav.current
      ?.querySelector(`[data-report="${asking.name}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [asking.name])
  return (
    <nav className={classes.tabs} aria-label={t('nav.reports')} ref={nav}>
      {reports.map((name: ReportName) => (
        <Link
          key={name}
          to="/reports/$report"
          params={{ report: name }}
          search={kept}
          data-report={name}
          aria-current={name === asking.name ? 'page' : undefined}
        >
          {t(`reports.${name}`)}
        </Link>
      ))}
    </nav>
  )
}

export function Waiting() {
  return (
    <div className={classes.waiting} aria-busy="true">
      <Skeleton height={240} />
      {[0, 1, 2, 3].map(i => (
        <Skeleton key={i} height={36} />
      ))}
    </div>
  )
}
