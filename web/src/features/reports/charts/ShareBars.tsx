import { BarChart } from '@mantine/charts'
import { useNumbers } from '../useReport'
import { barsHeight, Chart, colors, lying } from './Chart'

interface Props {
  title: string
  note: string | undefined
  rows: Record<string, unknown>[]
  /** Which share of each row is shown. */
  name: string
}

/** One share of each, out of the whole. */
export function ShareBars({ title, note, rows, name }: Props) {
  const n = useNumbers()
  return (
    <Chart title={title} note={note}>
      <BarChart
        {...lying}
        data={rows}
        h={barsHeight(rows.length, false)}
        withLegend={false}
        valueFormatter={n.share}
        xAxisProps={{
          domain: [0, 1],
          ticks: [0, 0.25, 0.5, 0.75, 1],
          tickFormatter: v => n.whole(Number(v)),
        }}
        series={[{ name, label: title, color: colors.occupancy }]}
      />
    </Chart>
  )
}
