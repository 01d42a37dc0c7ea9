import '@mantine/core/styles/Drawer.css'
import { Button, Drawer, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock, MessageSquareText } from 'lucide-react'
import { useState } from 'react'
import type { ReportColumn, ReportFact } from '@/api'
import { useLocale, wordsFor } from '@/shared/i18n'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { added, type Drill, parts, shown } from './model'
import { detailQuery } from './queries'
import classes from './reports.module.css'
import { useNumbers } from './useReport'
import { useFormula } from './words'

interface Props {
  drill: Drill | null
  onClose: () => void
}

/** What a figure was counted from, down to the conversation or the agent's day. */
export function Detail({ drill, onClose }: Props) {
  const t = useReportsT()
  // While it slides away it still says what it said.
  const [last, setLast] = useState(drill)
  if (drill && drill !== last) setLast(drill)
  return (
    <Drawer
      opened={drill !== null}
      onClose={onClose}
      position="right"
      size={480}
      title={last?.title ?? ''}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {last && <Facts drill={last} />}
    </Drawer>
  )
}

function Facts({ drill }: { drill: Drill }) {
  const t = useReportsT()
  const n = useNumbers()
  const formula = useFormula(drill.channel)
  const locale = useLocale()
  const detail = useInfiniteQuery(detailQuery(drill, locale))
  if (detail.isPending) return <Skeleton height={240} aria-busy="true" />
  if (detail.isError && !detail.data) {
    return <ErrorNote error={detail.error} retry={() => void detail.refetch()} />
  }
  const [first] = detail.data.pages
  if (!first) return null
  const { figure, value, total } = first
  const divided = parts(figure, value, n)
  const items = detail.data.pages.flatMap(p => p.items)
  return (
    <div className={classes.detail}>
      <p className={classes.of}>{drill.of}</p>
      <p className={classes.value}>
        <strong className="figure">{shown(figure, value, n)}</strong>
        {divided && <span className="figure">{t('reports.parts', divided)}</span>}
      </p>
      <p className={classes.formula}>{formula(figure)}</p>
      <h3>{t(`reports.facts.${figure.from}`, { count: total })}</h3>
      {items.length === 0 && <p className={classes.quiet}>{t('reports.facts.none')}</p>}
      <ul className={classes.facts}>
        {items.map(fact => (
          <Fact key={`${fact.id ?? ''} ${fact.agent?.id ?? ''} ${fact.from}`} fact={fact} figure={figure} />
        ))}
      </ul>
      {detail.isError && <ErrorNote error={detail.error} retry={() => void detail.fetchNextPage()} />}
      {detail.hasNextPage && (
        <Button
          variant="default"
          loading={detail.isFetchingNextPage}
          onClick={() => void detail.fetchNextPage()}
        >
          {t('reports.facts.more', { count: total - items.length })}
        </Button>
      )}
    </div>
  )
}

function Fact({ fact, figure }: { fact: ReportFact; figure: ReportColumn }) {
  const t = useReportsT()
  const f = useFormats()
  const n = useNumbers()
  const state = useStateWord(figure, fact)
  const span = fact.to
    ? t('reports.span', { from: f.clock(fact.from), to: f.clock(fact.to) })
    : t('reports.since', { from: f.clock(fact.from) })
  const about = [state, fact.reason?.name, fact.agent?.name, fact.queue?.name, fact.channel?.name]
  return (
    <li>
      <div>
        <span className="figure">
          {f.date(fact.from)} · {span}
        </span>
        <span className="figure" title={t('reports.facts.added')}>
          {added(figure, fact, n)}
        </span>
      </div>
      <p>
        {about.filter(Boolean).join(' · ')}
        {fact.corrected && ` · ${t('reports.corrected')}`}
      </p>
      {fact.kind === 'leg' && <Marks fact={fact} />}
      <Open fact={fact} />
    </li>
  )
}

/** When a leg was taken and when it was first answered. */
function Marks({ fact }: { fact: ReportFact }) {
  const t = useReportsT()
  const f = useFormats()
  const marks = [
    fact.assigned_at && t('reports.leg.assigned', { at: f.clock(fact.assigned_at) }),
    fact.first_reply_at && t('reports.leg.replied', { at: f.clock(fact.first_reply_at) }),
  ].filter(Boolean)
  return marks.length > 0 ? <p>{marks.join(' · ')}</p> : null
}

function Open({ fact }: { fact: ReportFact }) {
  const t = useReportsT()
  const f = useFormats()
  if (fact.conversation) {
    return (
      <Link to="/history/$id" params={{ id: fact.conversation }}>
        <MessageSquareText size={14} aria-hidden /> {t('reports.open.conversation')}
      </Link>
    )
  }
  if (!fact.agent) return null
  return (
    <Link to="/reports/day/$agent" params={{ agent: fact.agent.id }} search={{ date: f.dayKey(fact.from) }}>
      <CalendarClock size={14} aria-hidden /> {t('reports.open.day', { name: fact.agent.name })}
    </Link>
  )
}

/** In the words of the vocabulary that the figure is of. */
function useStateWord(figure: ReportColumn, fact: ReportFact): string {
  const t = useReportsT()
  if (fact.kind !== 'interval' || !fact.labels) {
    if (fact.kind === 'leg' && !fact.state) return t('reports.leg.open')
    return wordsFor(`reports.${fact.kind}`, fact.state ?? '') ?? fact.state ?? ''
  }
  const words =
    figure.key.startsWith('puzzel_') || figure.key.startsWith('smartspace_')
      ? figure.key.startsWith('puzzel_')
        ? wordsFor('status.puzzel', fact.labels.puzzel)
        : wordsFor('status.smartspace', fact.labels.smartspace)
      : wordsFor('reports.label', fact.labels.blip)
  return words ?? fact.labels.blip
}
