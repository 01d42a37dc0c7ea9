import { BarChart } from '@mantine/charts'
import type { Report } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { evenTicks, statusKeys, valueAt } from '../model'
import { useNumbers } from '../useReport'
import { barsHeight, Chart, colors, lying, mostBars } from './Chart'
import { ShareBars } from './ShareBars'

const minute = 60_000
const hour = 60 * minute
const even = (most: number) => {
  const ticks = evenTicks(most)
  return { ticks, domain: [0, ticks.at(-1) ?? 1] }
}

/** How each agent's time was spent, and how much of it with customers. */
export function AgentCharts({ report }: { report: Report }) {
  const t = useReportsT()
  const n = useNumbers()
  const title = (key: string) => report.columns.find(c => c.key === key)?.title ?? key
  const times = report.rows.map(row => statusKeys.reduce((sum, k) => sum + (valueAt(report, row, k) ?? 0), 0))
  // The first minutes of a day would be nothing in hours.
  const unit = Math.max(0, ...times) < hour ? minute : hour
  const all = report.rows
    .map(row => ({
      name: row.agent?.name ?? '',
      occupancy: valueAt(report, row, 'occupancy'),
      ...Object.fromEntries(statusKeys.map(k => [k, (valueAt(report, row, k) ?? 0) / unit])),
    }))
    .map(row => ({ ...row, there: statusKeys.reduce((sum, k) => sum + Number(row[k as never]), 0) }))
    .filter(row => row.there > 0)
    .sort((a, b) => b.there - a.there)
  if (all.length === 0) return null
  const rows = all.slice(0, mostBars)
  const note = all.length > rows.length ? t('reports.chart.most', { count: rows.length }) : undefined
  return (
    <>
      <Chart
        title={t(unit === hour ? 'reports.chart.status' : 'reports.chart.status.minutes')}
        note={note ?? t('reports.chart.status.note')}
      >
        <BarChart
          {...lying}
          data={rows}
          h={barsHeight(rows.length, true)}
          type="stacked"
          valueFormatter={v => n.length(v * unit)}
          xAxisProps={{
            ...even(Math.max(...rows.map(r => r.there))),
            tickFormatter: v => n.short(Number(v)),
          }}
          series={statusKeys.map(k => ({
            name: k,
            label: title(k),
            color: colors[k as keyof typeof colors],
          }))}
        />
      </Chart>
      <ShareBars title={title('occupancy')} note={note} rows={rows} name="occupancy" />
    </>
  )
}
