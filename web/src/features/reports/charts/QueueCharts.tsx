import { BarChart } from '@mantine/charts'
import type { Report } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { valueAt } from '../model'
import { useNumbers } from '../useReport'
import { barsHeight, Chart, colors, common, mostBars } from './Chart'

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
  const bars = {
    ...common,
    data: rows,
    dataKey: 'name',
    orientation: 'vertical',
    maxBarWidth: 18,
    gridAxis: 'y',
    yAxisProps: { width: 120, interval: 0 },
    barChartProps: { accessibilityLayer: false, margin: { right: 16 } },
  } as const
  return (
    <>
      <Chart title={t('reports.chart.volume')} note={note}>
        <BarChart
          {...bars}
          h={barsHeight(rows.length, true)}
          type="stacked"
          valueFormatter={n.count}
          xAxisProps={{ allowDecimals: false }}
          series={ways.map(k => ({ name: k, label: title(k), color: colors[k] }))}
        />
      </Chart>
      <Chart title={title('service_level')} note={note}>
        <BarChart
          {...bars}
          h={barsHeight(rows.length, false)}
          withLegend={false}
          valueFormatter={n.share}
          xAxisProps={{
            domain: [0, 1],
            ticks: [0, 0.25, 0.5, 0.75, 1],
            tickFormatter: v => n.whole(Number(v)),
          }}
          series={[{ name: 'service_level', label: title('service_level'), color: colors.occupancy }]}
        />
      </Chart>
    </>
  )
}
