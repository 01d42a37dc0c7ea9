import { NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn, RefreshCw } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { Report } from '@/api'
import { useLocale } from '@/shared/i18n'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import { Detail } from './Detail'
import { FigureTable } from './FigureTable'
import {
  type Drill,
  drawn,
  indexesOf,
  type Kind,
  nothingCounted,
  type SetName,
  setNames,
  setsOf,
} from './model'
import { type Asked, reportQuery } from './queries'
import { Waiting } from './Reports'
import classes from './reports.module.css'
import type { Asking } from './useReport'

const Charts = lazy(() => import('./charts/Charts').then(m => ({ default: m.Charts })))

/** One report: to look at, and to read. */
export function Figures({ kind, asking }: { kind: Kind; asking: Asking }) {
  const t = useReportsT()
  const { search } = asking
  const asked = useAsked(asking)
  const byTime = kind === 'intervals' || kind === 'days'
  const split = byTime && search.split ? { split: search.split } : {}
  const report = useQuery(reportQuery(kind, { ...asked, ...split }))
  // Rows that are divided further cannot be drawn as one line.
  const chart = useQuery({ ...reportQuery(kind, { ...asked, figure: drawn }), enabled: byTime })
  const [drill, setDrill] = useState<Drill | null>(null)
  const close = useCallback(() => setDrill(null), [])
  if (report.isPending) return <Waiting />
  if (report.isError && !report.data) {
    return <ErrorNote error={report.error} retry={() => void report.refetch()} />
  }
  const { data } = report
  const drawing = byTime ? chart.data : data
  const again = () => {
    void report.refetch()
    if (byTime) void chart.refetch()
  }
  return (
    <div className={classes.figures} aria-busy={report.isFetching} data-stale={report.isPlaceholderData}>
      {report.isError && <ErrorNote error={report.error} retry={again} />}
      {nothingCounted(data) ? (
        <Empty icon={ChartNoAxesColumn} title={t('reports.empty')}>
          {t('reports.empty.hint')}
        </Empty>
      ) : (
        <>
          {drawing && (
            <Suspense fallback={<Skeleton height={260} />}>
              <Charts report={drawing} kind={kind} />
            </Suspense>
          )}
          <Read kind={kind} asking={asking} report={data} again={again} onDrill={setDrill} />
        </>
      )}
      <Detail drill={drill} onClose={close} />
    </div>
  )
}

interface ReadProps {
  kind: Kind
  asking: Asking
  report: Report
  again: () => void
  onDrill: (drill: Drill) => void
}

/** The table, with what is shown of it. */
function Read({ kind, asking, report, again, onDrill }: ReadProps) {
  const t = useReportsT()
  const f = useFormats()
  const sets = setsOf(report.columns, kind)
  const wanted = setNames.find(s => s === asking.search.set) ?? 'main'
  const set: SetName = sets.includes(wanted) ? wanted : (sets[0] ?? 'main')
  return (
    <section className={classes.read} aria-label={t(`reports.${kind}`)}>
      <div className={classes.readHead}>
        <NativeSelect
          aria-label={t('reports.columns')}
          value={set}
          onChange={e => asking.change({ set: e.currentTarget.value })}
          data={sets.map(s => ({ value: s, label: t(`reports.set.${s}`) }))}
        />
        <p>{t('reports.hint')}</p>
        <button type="button" className={classes.again} onClick={again}>
          <RefreshCw size={14} aria-hidden />
          {t('reports.until', { at: f.dateTime(report.until), zone: report.zone })}
        </button>
      </div>
      <FigureTable
        key={`${set} ${asking.search.split ?? ''}`}
        kind={kind}
        report={report}
        columns={indexesOf(report.columns, set, kind)}
        asking={asking}
        onDrill={onDrill}
      />
    </section>
  )
}

function useAsked({ name, range, search }: Asking): Asked {
  const locale = useLocale()
  return {
    ...range,
    locale,
    ...(search.agent ? { agent: search.agent } : {}),
    ...(search.queue ? { queue: search.queue } : {}),
    ...(name === 'intervals' ? { step: search.step ?? 30 } : {}),
  }
}
