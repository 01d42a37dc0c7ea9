import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RuleCount, Trace } from '@/api'
import { useT, wordsFor } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { traceQuery } from '../queries'
import classes from './panel.module.css'

/** "Why me?": the trace that the router kept of its decision, in words. */
export function WhyMe({ id, leg }: { id: string; leg: string }) {
  const t = useT()
  const trace = useQuery(traceQuery(id, leg === '' ? 0 : Date.parse(leg)))
  if (trace.isPending) return <Skeleton height={64} />
  if (trace.isError) return <ErrorNote error={trace.error} retry={() => trace.refetch()} />
  const last = trace.data.at(-1)
  if (!last) return <p className={classes.quiet}>{t('trace.none')}</p>
  return <Words trace={last} />
}

function Words({ trace }: { trace: Trace }) {
  const t = useT()
  const f = useFormats()
  const me = useMe()
  const waited = f.wait(Math.round(trace.waited_ms / 1000))
  const who = trace.winner.id === me.id ? 'me' : 'other'
  return (
    <div className={classes.words}>
      <p>
        {t(`trace.source.${trace.source}.${who}`, {
          name: trace.winner.name,
          queue: trace.queue.name,
          waited,
        })}
      </p>
      {trace.source !== 'take' && (
        <>
          <p>{t(`trace.tie.${trace.tie_break}`)}</p>
          <p className={classes.quiet}>
            {t(`trace.strategy.${trace.strategy}`)}{' '}
            {t('trace.able', { count: trace.total, members: trace.members })}
          </p>
          <ul>
            {trace.candidates.map(c => (
              <li key={c.agent.id} data-winner={c.agent.id === trace.winner.id}>
                {t('trace.candidate', { name: c.agent.name, open: c.open, since: f.time(c.idle_since) })}
              </li>
            ))}
          </ul>
          <LeftOut rules={trace.left_out} />
        </>
      )}
    </div>
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
