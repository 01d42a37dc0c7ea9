import '@/shared/ui/formStyles'
import { ActionIcon, Button, Skeleton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CalendarX2, ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { AgentDay } from '@/api'
import { useStatus } from '@/features/availability'
import { useMineT } from '@/shared/i18n/mine'
import { usePageTitle } from '@/shared/pageTitle'
import { useFormats, useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { Empty, ErrorNote } from '@/shared/ui'
import { Bar } from './Bar'
import { Breaks } from './Breaks'
import classes from './day.module.css'
import { dayBeside, isEmpty, stretches } from './model'
import { dayQuery } from './queries'
import { Corrections, Queues, Stretches, Totals } from './Tables'

/** My day, accounted for: what I see of my own time is what the reports count. */
export function MyDay() {
  const t = useMineT()
  usePageTitle(t('nav.day'))
  const f = useFormats()
  const { rev } = useStatus()
  const today = f.dayKey(serverNow())
  const [chosen, choose] = useState<string | null>(null)
  const date = chosen === today ? null : chosen
  const day = useQuery(dayQuery(date, rev))
  return (
    <section className={classes.page} aria-labelledby="day-title" aria-busy={day.isPlaceholderData}>
      <header className={classes.head}>
        <h1 id="day-title">{t('nav.day')}</h1>
        <Picker date={date ?? today} today={today} choose={choose} />
      </header>
      {day.isPending && <Skeleton height={240} />}
      {day.isError && <ErrorNote error={day.error} retry={() => day.refetch()} />}
      {day.data && <Day key={day.data.date} day={day.data} date={date} rev={rev} />}
    </section>
  )
}

export function Picker({
  date,
  today,
  choose,
}: {
  date: string
  today: string
  choose: (date: string) => void
}) {
  const t = useMineT()
  const beside = (days: number) => choose(dayBeside(date, days))
  return (
    <div className={classes.picker}>
      <ActionIcon variant="default" size={36} aria-label={t('day.previous')} onClick={() => beside(-1)}>
        <ChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        type="date"
        aria-label={t('day.date')}
        value={date}
        max={today}
        onChange={e => /^\d{4}-\d\d-\d\d$/.test(e.currentTarget.value) && choose(e.currentTarget.value)}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('day.next')}
        disabled={date >= today}
        onClick={() => beside(1)}
      >
        <ChevronRight size={18} aria-hidden />
      </ActionIcon>
      <Button variant="default" disabled={date === today} onClick={() => choose(today)}>
        {t('day.today')}
      </Button>
    </div>
  )
}

function Day({ day, date, rev }: { day: AgentDay; date: string | null; rev: number }) {
  const t = useMineT()
  const { vocabulary } = useMe()
  const all = stretches(day, vocabulary)
  if (isEmpty(all)) {
    return (
      <>
        <Empty icon={CalendarX2} title={t('day.empty')}>
          {t('day.empty.hint')}
        </Empty>
        {day.corrections.length > 0 && <Corrections corrections={day.corrections} />}
      </>
    )
  }
  return (
    <>
      <Bar all={all} from={Date.parse(day.from)} to={Date.parse(day.to)} zone={day.time_zone} />
      <p className={classes.zone}>{t('day.zone', { zone: day.time_zone })}</p>
      <div className={classes.columns}>
        <div>
          <Totals all={all} />
          {day.queues.length > 0 && <Queues queues={day.queues} />}
        </div>
        <div>
          <Breaks date={date} rev={rev} />
          {day.corrections.length > 0 && <Corrections corrections={day.corrections} />}
        </div>
      </div>
      <Stretches all={all} />
    </>
  )
}
