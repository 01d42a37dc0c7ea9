import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useLocale } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { mostDays, numbers, type ReportName, reports } from './model'
import type { Asked } from './queries'
import { type Range, type RangeFault, rangeFault, rangeOf } from './range'
import { type ReportSearch, reportSearch } from './search'

export interface Asking {
  name: ReportName
  search: ReportSearch
  change: (change: Partial<{ [K in keyof ReportSearch]: ReportSearch[K] | undefined }>) => void
  today: string
  range: Range
  fault: RangeFault | null
}

/** What the address asks for, and the way to ask for something else. */
export function useAsking(): Asking {
  const { report } = useParams({ strict: false })
  const raw = useSearch({ strict: false })
  const navigate = useNavigate()
  const name = reports.find(r => r === report) ?? 'agents'
  const search = useMemo(() => reportSearch(raw as Record<string, unknown>), [raw])
  const today = useFormats().dayKey(serverNow())
  const range = rangeOf(search, today)
  const change = useCallback<Asking['change']>(
    part => {
      const next = reportSearch({ ...search, ...part })
      void navigate({ to: '/reports/$report', params: { report: name }, search: next, replace: true })
    },
    [navigate, search, name],
  )
  return { name, search, change, today, range, fault: rangeFault(range, mostDays[name]) }
}

/** What is asked of the server for it. */
export function useAsked({ name, range, search }: Asking): Asked {
  const locale = useLocale()
  const byTime = name === 'intervals' || name === 'days'
  return {
    ...range,
    locale,
    ...(search.agent ? { agent: search.agent } : {}),
    ...(search.queue ? { queue: search.queue } : {}),
    ...(search.channel ? { channel: search.channel } : {}),
    ...(byTime && search.split ? { split: search.split } : {}),
    ...(name === 'intervals' ? { step: search.step ?? 30 } : {}),
  }
}

export function useNumbers() {
  const locale = useLocale()
  return useMemo(() => numbers(locale), [locale])
}
