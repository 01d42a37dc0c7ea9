import '@mantine/core/styles/ColorSwatch.css'
import '@mantine/charts/styles.css'
import type { Report } from '@/api'
import type { Kind } from '../model'
import classes from '../reports.module.css'
import { AgentCharts } from './AgentCharts'
import { QueueCharts } from './QueueCharts'
import { TimeCharts } from './TimeCharts'

/** The report to look at. Every figure in it stands in the table below too. */
export function Charts({ report, kind }: { report: Report; kind: Kind }) {
  return (
    <div className={classes.charts}>
      {kind === 'agents' ? (
        <AgentCharts report={report} />
      ) : kind === 'queues' ? (
        <QueueCharts report={report} />
      ) : (
        <TimeCharts report={report} />
      )}
    </div>
  )
}
