import { Button, NativeSelect, Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChartNoAxesColumn, RefreshCw } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { Report } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import { Counting } from './Counting'
import { Detail } from './Detail'
import { FigureTable } from './FigureTable'
import { type Drill, drawn, indexesOf, type Kind, nothingCounted, ofTime, setsOf, shownSet } from './model'
import { useProgress } from './progress'
import { reportQuery } from './queries'
import { Waiting } from './Reports'
import classes from './reports.module.css'
import { type Asking, useAsked } from './useReport'

const Charts = lazy(() => import('./charts/Charts').then(m => ({ default: m.Charts })))

/** One report: to look at, and to read. */
export function Figures({ kind, asking }: { kind: Kind; asking: Asking }) {
  const asked = useAsked(asking)
  const { split, ...whole } = asked
  const query = reportQuery(kind, asked)
  const report = useQuery(query)
  // Rows that are divided further cannot be drawn as one line.
  const undivided = useQuery({
    ...reportQuery(kind, { ...whole, figure: drawn }),
    enabled: split !== undefined,
  })
  const progress = useProgress(query.queryKey)
  const client = useQueryClient()
  const [drill, setDrill] = useState<Drill | null>(null)
  const close = useCallback(() => setDrill(null), [])
  const again = () => {
    void report.refetch()
    if (split) void undivided.refetch()
  }
  const { data } = report
  const given = !report.isFetching && !report.isError && (report.isPending || report.isPlaceholderData)
  return (
    <div className={classes.figures} aria-busy={report.isFetching} data-stale={report.isPlaceholderData}>
      {progress && <Counting progress={progress} cancel={() => void client.cancelQueries(query)} />}
      {report.isError && <ErrorNote error={report.error} retry={again} />}
      {given && <GivenUp again={again} />}
      {data ? (
        <Counted
          kind={kind}
          asking={asking}
          report={data}
          drawing={split ? undivided.data : data}
          again={again}
          onDrill={setDrill}
        />
      ) : (
        report.isFetching && <Waiting />
      )}
      <Detail drill={drill} onClose={close} />
    </div>
  )
}

/** A report that was given up has not been counted: it says so. */
function GivenUp({ again }: { again: () => void }) {
  const t = useReportsT()
  return (
    <p className={classes.given} role="status">
      {t('reports.counting.given')}
      <Button variant="default" onClick={again}>
        {t('reports.counting.again')}
      </Button>
    </p>
  )
}

function Counted({ drawing, ...read }: ReadProps & { drawing: Report | undefined }) {
  const t = useReportsT()
  if (nothingCounted(read.report)) {
    return (
      <Empty icon={ChartNoAxesColumn} title={t('reports.empty')}>
        {t('reports.empty.hint')}
      </Empty>
    )
  }
  return (
    <>
      {drawing && (
        <Suspense fallback={<Skeleton height={260} />}>
          <Charts report={drawing} kind={read.kind} />
        </Suspense>
      )}
      <Read {...read} />
    </>
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
  const set = shownSet(report.columns, asking.search.set, kind)
  const columns = indexesOf(report.columns, set, kind)
  const untouched = columns.flatMap(i => report.columns[i] ?? []).filter(ofTime)
  return (
    <section className={classes.read} aria-label={t(`reports.${kind}`)}>
      <div className={classes.readHead}>
        <NativeSelect
          aria-label={t('reports.columns')}
          value={set}
          onChange={e => asking.change({ set: e.currentTarget.value, sort: undefined })}
          data={sets.map(s => ({ value: s, label: t(`reports.set.${s}`) }))}
        />
        <p>{t('reports.hint')}</p>
        <button type="button" className={classes.again} onClick={again}>
          <RefreshCw size={14} aria-hidden />
          {t('reports.until', { at: f.dateTime(report.until), zone: report.zone })}
        </button>
      </div>
      {asking.search.channel && untouched.length > 0 && (
        <p className={classes.quiet}>
          {t('reports.channel.note', { figures: untouched.map(c => c.title).join(', ') })}
        </p>
      )}
      <FigureTable
        key={`${set} ${asking.search.split ?? ''}`}
        kind={kind}
        report={report}
        columns={columns}
        asking={asking}
        onDrill={onDrill}
      />
    </section>
  )
}
