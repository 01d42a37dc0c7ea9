import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RuleCount, Trace } from '@/api'
import { useT, wordsFor } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { useNow } from '@/shared/time/ticker'
import { ErrorNote } from '@/shared/ui'
import { traceQuery } from '../queries'
import classes from './panel.module.css'

/**
 * "Why me?": the traces of the conversation's last leg in words. A leg that a person moved into a
 * queue has two: the move, and what the queue then did with it.
 */
export function WhyMe({ id, leg }: { id: string; leg: string }) {
  const t = useT()
  const trace = useQuery(traceQuery(id, leg === '' ? 0 : Date.parse(leg)))
  if (trace.isPending) return <Skeleton height={64} />
  if (trace.isError) return <ErrorNote error={trace.error} retry={() => trace.refetch()} />
  const last = trace.data.at(-1)
  if (!last) return <p className={classes.quiet}>{t('trace.none')}</p>
  const moved = trace.data.find(row => row.leg === last.leg && isMove(row))
  return (
    <div className={classes.words}>
      {moved && <Moved trace={moved} />}
      {last !== moved && <Words trace={last} />}
      {last === moved && !last.winner && <p>{t('trace.waits')}</p>}
    </div>
  )
}

const isMove = (trace: Trace) => trace.source === 'move' || trace.source === 'take_over'

/** Who moved it or took it over, when, and where it was until then. */
function Moved({ trace }: { trace: Trace }) {
  const t = useT()
  const f = useFormats()
  const me = useMe()
  const now = useNow()
  const whose = !trace.winner ? 'queue' : trace.winner.id === me.id ? 'me' : 'other'
  const today = f.dayKey(trace.at) === f.dayKey(now)
  return (
    <>
      <p>
        {wordsFor('trace.source', `${trace.source}.${whose}`, {
          by: trace.by?.name ?? t('timeline.system'),
          name: trace.winner?.name ?? '',
          queue: trace.queue.name,
          at: today ? f.time(trace.at) : f.dateTime(trace.at),
        })}
      </p>
      <p>
        {trace.from_agent
          ? t('trace.from.agent', { name: trace.from_agent.name, queue: trace.from_queue?.name ?? '' })
          : t('trace.from.queue', {
              queue: trace.from_queue?.name ?? '',
              waited: f.wait(Math.round(trace.waited_ms / 1000)),
            })}
      </p>
    </>
  )
}

function Words({ trace }: { trace: Trace }) {
  const t = useT()
  const f = useFormats()
  const me = useMe()
  const waited = f.wait(Math.round(trace.waited_ms / 1000))
  const who = trace.winner?.id === me.id ? 'me' : 'other'
  return (
    <>
      <p>
        {wordsFor('trace.source', `${trace.source}.${who}`, {
          name: trace.winner?.name ?? '',
          queue: trace.queue.name,
          waited,
        })}
      </p>
      {trace.tie_break && trace.strategy && (
        <>
          <p>{t(`trace.tie.${trace.tie_break}`)}</p>
          <p className={classes.quiet}>
            {t(`trace.strategy.${trace.strategy}`)}{' '}
            {t('trace.able', { count: trace.total, members: trace.members })}
          </p>
          <ul>
            {trace.candidates.map(c => (
              <li key={c.agent.id} data-winner={c.agent.id === trace.winner?.id}>
                {t('trace.candidate', { name: c.agent.name, open: c.open, since: f.time(c.idle_since) })}
              </li>
            ))}
          </ul>
          <LeftOut rules={trace.left_out} />
        </>
      )}
    </>
  )
}

/** How many were left out, and by which rule. */
export function LeftOut({ rules }: { rules: readonly RuleCount[] }) {
  const t = useT()
  if (rules.length === 0) return null
  return (
    <>
      <p className={classes.quiet}>{t('trace.leftout')}</p>
      <ul>
        {rules.map(r => (
          <li key={r.rule}>
            <span className="figure">{r.count}</span> {wordsFor('rule', r.rule) ?? r.rule}
          </li>
        ))}
      </ul>
    </>
  )
}
