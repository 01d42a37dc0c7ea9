import { CompositeChart, LineChart } from '@mantine/charts'
import type { Report } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { busyRows, valueAt } from '../model'
import { useNumbers } from '../useReport'
import { Chart, colors, common, Tip } from './Chart'

const ways = ['answered', 'abandoned', 'flowed_out', 'waiting'] as const

/** The same over time: what came, how much of it was answered soon enough, how busy they were. */
export function TimeCharts({ report }: { report: Report }) {
  const t = useReportsT()
  const f = useFormats()
  const n = useNumbers()
  const title = (key: string) => report.columns.find(c => c.key === key)?.title ?? key
  const oneDay = Date.parse(report.to) - Date.parse(report.from) <= 25 * 3_600_000
  const name = (at: string) =>
    report.kind === 'days' ? f.dayMonth(at) : oneDay ? f.time(at) : f.dateTime(at)
  const rows = busyRows(report).map(row => ({
    name: row.start ? name(row.start) : '',
    service_level: valueAt(report, row, 'service_level'),
    occupancy: valueAt(report, row, 'occupancy'),
    ...Object.fromEntries(ways.map(k => [k, valueAt(report, row, k) ?? 0])),
  }))
  if (rows.length === 0) return null
  const lines = {
    ...common,
    h: 260,
    data: rows,
    dataKey: 'name',
    connectNulls: false,
    withDots: rows.length <= 31,
    curveType: 'linear',
    gridAxis: 'x',
    xAxisProps: { minTickGap: 24 },
  } as const
  const shares = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], width: 48 }
  return (
    <>
      <Chart title={t('reports.chart.volume.level')}>
        <CompositeChart
          {...lines}
          maxBarWidth={24}
          withRightYAxis
          yAxisProps={{ allowDecimals: false, width: 40 }}
          rightYAxisProps={{ ...shares, tickFormatter: v => n.whole(Number(v)) }}
          barProps={{ stackId: 'volume' }}
          composedChartProps={{ accessibilityLayer: false }}
          tooltipProps={{
            content: ({ label, payload }) => (
              <Tip
                label={String(label ?? '')}
                lines={payload.map(p => ({
                  name: title(String(p.dataKey)),
                  color: colors[String(p.dataKey) as keyof typeof colors],
                  value: p.dataKey === 'service_level' ? n.share(Number(p.value)) : n.count(Number(p.value)),
                }))}
              />
            ),
          }}
          series={[
            ...ways.map(k => ({ name: k, label: title(k), color: colors[k], type: 'bar' as const })),
            {
              name: 'service_level',
              label: title('service_level'),
              color: colors.service_level,
              type: 'line',
              yAxisId: 'right',
            },
          ]}
        />
      </Chart>
      <Chart title={title('occupancy')}>
        <LineChart
          {...lines}
          withLegend={false}
          valueFormatter={n.share}
          yAxisProps={{ ...shares, tickFormatter: v => n.whole(Number(v)) }}
          lineChartProps={{ accessibilityLayer: false }}
          series={[{ name: 'occupancy', label: title('occupancy'), color: colors.occupancy }]}
        />
      </Chart>
    </>
  )
}
