import type { Report, ReportColumn, ReportRow } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { ofTime } from './model'

/** How a figure is counted, and that a channel does not narrow it where that is so. */
export function useFormula(channel: string | undefined): (column: ReportColumn) => string {
  const t = useReportsT()
  return c => (channel && ofTime(c) ? `${c.formula} ${t('reports.channel.not')}` : c.formula)
}

/** What a row is of: an agent, a queue, a stretch of time, or one in the other. */
export function useRowName(report: Pick<Report, 'kind' | 'from' | 'to'>): (row: ReportRow) => string {
  const f = useFormats()
  const oneDay = Date.parse(report.to) - Date.parse(report.from) <= 25 * 3_600_000
  return row => {
    const who = row.agent?.name ?? row.queue?.name ?? row.channel?.name
    const when = row.start && timeName(row.start, row.end)
    return [when, who].filter(Boolean).join(' · ')
  }
  function timeName(start: string, end: string | undefined): string {
    if (report.kind === 'days') return f.date(start)
    const span = end ? `${f.time(start)}–${f.time(end)}` : f.time(start)
    return oneDay ? span : `${f.date(start)} ${span}`
  }
}
