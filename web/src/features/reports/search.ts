/** What the address says of a report, so that it can be kept, sent and gone back to. */
export interface ReportSearch {
  range?: RangeName
  /** Of a range of one's own, days of the company's calendar. */
  from?: string
  to?: string
  agent?: string
  queue?: string
  channel?: string
  step?: Step
  split?: Split
  /** The rows in the order of this column, after a minus turned round. */
  sort?: string
  /** Which columns are shown. */
  set?: string
  /** Of an agent's day. */
  date?: string
}

export const rangeNames = ['today', 'yesterday', 'week', 'month', 'custom'] as const
export type RangeName = (typeof rangeNames)[number]
export const steps = [15, 30, 60] as const
export type Step = (typeof steps)[number]
export const splits = ['agent', 'queue', 'channel'] as const
export type Split = (typeof splits)[number]

/** Takes what it knows from an address; whatever else somebody wrote there is not there. */
export function reportSearch(raw: Record<string, unknown>): ReportSearch {
  const found: ReportSearch = {}
  const text = (key: 'from' | 'to' | 'agent' | 'queue' | 'channel' | 'sort' | 'set' | 'date') => {
    const value = raw[key]
    if (typeof value === 'string' && value !== '' && value.length <= 60) found[key] = value
  }
  for (const key of ['from', 'to', 'agent', 'queue', 'channel', 'sort', 'set', 'date'] as const) text(key)
  const range = rangeNames.find(r => r === raw.range)
  if (range) found.range = range
  const step = steps.find(s => s === raw.step)
  if (step) found.step = step
  const split = splits.find(s => s === raw.split)
  if (split) found.split = split
  return found
}
