import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type CorrectionInput, call, type LocaleCode } from '@/api'
import type { Drill, Kind } from './model'
import { counted, noteProgress } from './progress'
import type { Split, Step } from './search'

/** A long report is counted for up to half a minute, longer than other calls are waited for. */
const patience = 45_000
const patient = {
  fetch: (request: Request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) }),
  // Lists go as one value with commas.
  querySerializer: { array: { style: 'form', explode: false } } as const,
}

export interface Asked {
  from: string
  to: string
  agent?: string
  queue?: string
  channel?: string
  locale: LocaleCode
  figure?: readonly string[]
  split?: Split
  step?: Step
}

function ask(kind: Kind, { figure, split, step, ...of }: Asked, progress: string, signal: AbortSignal) {
  const some = figure ? { ...of, progress, figure: [...figure] } : { ...of, progress }
  const divided = split ? { ...some, split } : some
  const by = <Q>(query: Q) => ({ params: { query }, signal, ...patient })
  switch (kind) {
    case 'agents':
      return call(api.GET('/api/v1/reports/agents', by(some)))
    case 'queues':
      return call(api.GET('/api/v1/reports/queues', by(some)))
    case 'days':
      return call(api.GET('/api/v1/reports/days', by(divided)))
    case 'intervals':
      return call(api.GET('/api/v1/reports/intervals', by({ ...divided, step: step ?? 30 })))
  }
}

/** A table of figures. The one before stays until the next is there. */
export const reportQuery = (kind: Kind, asked: Asked) =>
  queryOptions({
    queryKey: ['report', kind, asked],
    queryFn: ({ signal, queryKey }) =>
      counted(
        signal,
        progress => noteProgress(queryKey, progress),
        name => ask(kind, asked, name, signal),
      ),
    placeholderData: keepPreviousData,
  })

export const breaksQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['report', 'breaks', asked],
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/reports/breaks', { params: { query: asked }, signal, ...patient })),
    placeholderData: keepPreviousData,
  })

const pageSize = 100

/** What a figure was counted from, page by page. */
export const detailQuery = (drill: Drill, locale: LocaleCode) =>
  infiniteQueryOptions({
    queryKey: ['report', 'detail', drill, locale],
    queryFn: ({ pageParam, signal }) => {
      const { kind, figure, title: _title, of: _of, row, ...asked } = drill
      const query = {
        ...asked,
        report: kind,
        figure: [figure],
        locale,
        limit: pageSize,
        ...(row?.start ? { row_start: row.start } : {}),
        ...(row?.agent ? { row_agent: row.agent } : {}),
        ...(row?.queue ? { row_queue: row.queue } : {}),
        ...(row?.channel ? { row_channel: row.channel } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }
      return call(api.GET('/api/v1/reports/detail', { params: { query }, signal, ...patient }))
    },
    initialPageParam: '',
    getNextPageParam: last => last.next || undefined,
  })

/** A day that goes on is asked for again every minute. */
export const agentDayQuery = (id: string, date: string, goesOn: boolean) =>
  queryOptions({
    queryKey: ['report', 'agent-day', id, date],
    queryFn: () => call(api.GET('/api/v1/agents/{id}/day', { params: { path: { id }, query: { date } } })),
    placeholderData: keepPreviousData,
    refetchInterval: goesOn ? 60_000 : false,
  })

export async function correct(id: string, body: CorrectionInput) {
  const header = { 'Idempotency-Key': body.id }
  return call(api.POST('/api/v1/agents/{id}/corrections', { params: { path: { id }, header }, body }))
}

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async () => byName((await call(api.GET('/api/v1/users'))).items),
})

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: async () => byName((await call(api.GET('/api/v1/queues'))).items),
})

/** Who sees reports may narrow them by any channel. */
export const channelsQuery = queryOptions({
  queryKey: ['report', 'channels'],
  queryFn: async () => (await call(api.GET('/api/v1/reports/channels'))).items,
})

export const reasonsQuery = queryOptions({
  queryKey: ['pause-reasons', 'used'],
  queryFn: async () => byName((await call(api.GET('/api/v1/pause-reasons'))).items),
})

const byName = <Row extends { name: string; active: boolean }>(rows: Row[]) =>
  [...rows].sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name))
