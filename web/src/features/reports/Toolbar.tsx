import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { asApiError } from '@/api'
import { useReportsT } from '@/shared/i18n/reports'
import { ExportButtons } from './ExportButtons'
import { channelsQuery, queuesQuery, usersQuery } from './queries'
import classes from './reports.module.css'
import { type RangeName, rangeNames, type Split, type Step, splits, steps } from './search'
import type { Asking } from './useReport'

/** Of which days, of whom, cut into what; and the same as a file. */
export function Toolbar({ asking }: { asking: Asking }) {
  const { name } = asking
  const byTime = name === 'intervals' || name === 'days'
  return (
    <div className={classes.toolbar}>
      <RangePicker asking={asking} />
      <Whose asking={asking} />
      {name !== 'breaks' && <ChannelPicker asking={asking} />}
      {name === 'intervals' && <StepPicker asking={asking} />}
      {byTime && <SplitPicker asking={asking} />}
      <ExportButtons asking={asking} />
    </div>
  )
}

function RangePicker({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const { search, range, fault, today, change } = asking
  const chosen = search.range ?? 'today'
  const choose = (next: RangeName) =>
    // One's own begins with what is shown.
    change(next === 'custom' ? { range: next, ...range } : { range: next, from: undefined, to: undefined })
  return (
    <div className={classes.range}>
      <NativeSelect
        aria-label={t('reports.range')}
        value={chosen}
        onChange={e => choose(e.currentTarget.value as RangeName)}
        data={rangeNames.map(r => ({ value: r, label: t(`reports.range.${r}`) }))}
      />
      {chosen === 'custom' && (
        <>
          <TextInput
            type="date"
            aria-label={t('reports.range.from')}
            value={search.from ?? ''}
            max={today}
            error={fault !== null}
            onChange={e => change({ from: e.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label={t('reports.range.to')}
            value={search.to ?? ''}
            max={today}
            error={fault !== null}
            onChange={e => change({ to: e.currentTarget.value })}
          />
        </>
      )}
    </div>
  )
}

/** Who may see reports but no list of users chooses among none: then all of theirs are counted. */
function Whose({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const { search, change } = asking
  const quiet = { retry: (n: number, e: unknown) => n < 2 && asApiError(e).passing }
  const users = useQuery({ ...usersQuery, ...quiet })
  const queues = useQuery({ ...queuesQuery, ...quiet })
  const options = (all: string, rows: readonly { id: string; name: string }[]) => [
    { value: '', label: all },
    ...rows.map(r => ({ value: r.id, label: r.name })),
  ]
  return (
    <>
      {queues.data && (
        <NativeSelect
          className={classes.select}
          aria-label={t('reports.queue')}
          value={search.queue ?? ''}
          onChange={e => change({ queue: e.currentTarget.value })}
          data={options(t('reports.queue.all'), queues.data)}
        />
      )}
      {users.data && (
        <NativeSelect
          className={classes.select}
          aria-label={t('reports.agent')}
          value={search.agent ?? ''}
          onChange={e => change({ agent: e.currentTarget.value })}
          data={options(t('reports.agent.all'), users.data)}
        />
      )}
    </>
  )
}

/** Of which channel; where there is but one there is nothing to choose. */
function ChannelPicker({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const { search, change } = asking
  const channels = useQuery(channelsQuery)
  if (!channels.data || (channels.data.length < 2 && !search.channel)) return null
  return (
    <NativeSelect
      className={classes.select}
      aria-label={t('reports.channel')}
      value={search.channel ?? ''}
      onChange={e => change({ channel: e.currentTarget.value })}
      data={[
        { value: '', label: t('reports.channel.all') },
        ...channels.data.map(c => ({ value: c.id, label: c.name })),
      ]}
    />
  )
}

function StepPicker({ asking }: { asking: Asking }) {
  const t = useReportsT()
  return (
    <NativeSelect
      aria-label={t('reports.step')}
      value={asking.search.step ?? 30}
      onChange={e => asking.change({ step: Number(e.currentTarget.value) as Step })}
      data={steps.map(s => ({ value: String(s), label: t('reports.step.minutes', { count: s }) }))}
    />
  )
}

function SplitPicker({ asking }: { asking: Asking }) {
  const t = useReportsT()
  return (
    <NativeSelect
      aria-label={t('reports.split')}
      value={asking.search.split ?? ''}
      onChange={e => asking.change({ split: (e.currentTarget.value || undefined) as Split | undefined })}
      data={[
        { value: '', label: t('reports.split.none') },
        ...splits.map(s => ({ value: s, label: t(`reports.split.${s}`) })),
      ]}
    />
  )
}
