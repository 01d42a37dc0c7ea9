import type { ReactNode } from 'react'
import { shortName } from '../model'
import classes from '../reports.module.css'

interface Props {
  title: string
  note?: string | undefined
  children: ReactNode
}

/** A picture with its name. Who cannot see it finds the same figures in the table. */
export function Chart({ title, note, children }: Props) {
  return (
    <figure className={classes.chart}>
      <figcaption>
        <strong>{title}</strong>
        {note && <span>{note}</span>}
      </figcaption>
      <div role="img" aria-label={title}>
        {children}
      </div>
    </figure>
  )
}

interface TipProps {
  label: string
  lines: readonly { name: string; color: string; value: string }[]
}

/** What is under the pointer, where one chart has values of two kinds. */
export function Tip({ label, lines }: TipProps) {
  return (
    <div className={classes.tip}>
      <strong>{label}</strong>
      {lines.map(line => (
        <span key={line.name}>
          <i style={{ background: line.color }} /> {line.name}
          <b className="figure">{line.value}</b>
        </span>
      ))}
    </div>
  )
}

/** Beyond this rows are too thin to look at. */
export const mostBars = 30

/** With a legend or without one, bars of charts beside each other are level. */
export const barsHeight = (rows: number, legend: boolean) => 44 + rows * 30 + (legend ? 44 : 0)

/** Colours mean what they mean at the desk: the same status, the same colour. */
export const colors = {
  blip_online: 'var(--ok)',
  blip_paused: 'var(--report-paused)',
  blip_invisible: 'var(--report-invisible)',
  answered: 'var(--accent)',
  abandoned: 'var(--bad)',
  flowed_out: 'var(--report-invisible)',
  waiting: 'var(--report-paused)',
  service_level: 'var(--text)',
  occupancy: 'var(--accent)',
} as const

/** What every chart of ours has in common. */
export const common = {
  gridAxis: 'none',
  tickLine: 'none',
  withLegend: true,
  legendProps: { verticalAlign: 'bottom', itemSorter: null },
  classNames: { legend: classes.legend ?? '' },
  textColor: 'var(--text-2)',
} as const

/** Bars that lie beside the names of what they count. */
export const lying = {
  ...common,
  dataKey: 'name',
  orientation: 'vertical',
  maxBarWidth: 18,
  gridAxis: 'y',
  yAxisProps: { width: 120, interval: 0, tickFormatter: shortName },
  barChartProps: { accessibilityLayer: false, margin: { right: 16 } },
} as const
