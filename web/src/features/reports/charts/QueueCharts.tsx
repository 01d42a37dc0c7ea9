import { BarChart } from '@mantine/charts'
import type { Report } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { valueAt } from '../model'
import { useNumbers } from '../useReport'
import { barsHeight, Chart, colors, lying, mostBars } from './Chart'
import { ShareBars } from './ShareBars'

const ways = ['answered', 'abandoned', 'flowed_out', 'waiting'] as const

/** What came to each queue, how its waiting ended, and how much of it soon enough. */
export function QueueCharts({ report }: { report: Report }) {
  const t = useReportsT()
  const n = useNumbers()
  const title = (key: string) => report.columns.find(c => c.key === key)?.title ?? key
  const all = report.rows
    .map(row => ({
      name: row.queue?.name ?? '',
      entered: valueAt(report, row, 'entered') ?? 0,
      service_level: valueAt(report, row, 'service_level'),
      ...Object.fromEntries(ways.map(k => [k, valueAt(report, row, k) ?? 0])),
    }))
    .sort((a, b) => b.entered - a.entered)
  const rows = all.slice(0, mostBars)
  const note = all.length > rows.length ? t('reports.chart.most', { count: rows.length }) : undefined
  return (
    <>
      <Chart title={t('reports.chart.volume')} note={note}>
        <BarChart
          {...lying}
          data={rows}
          h={barsHeight(rows.length, true)}
          type="stacked"
          valueFormatter={n.count}
          xAxisProps={{ allowDecimals: false }}
          series={ways.map(k => ({ name: k, label: title(k), color: colors[k] }))}
        />
      </Chart>
      <ShareBars title={title('service_level')} note={note} rows={rows} name="service_level" />
    </>
  )
}
