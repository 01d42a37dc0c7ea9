import type { AgentDay } from '@/api'
import { useLocale } from '@/shared/i18n'
import { useMineT } from '@/shared/i18n/mine'
import { useFormats, useMe } from '@/shared/session'
import { stopwatch } from '@/shared/time/duration'
import classes from './day.module.css'
import { type Stretch, totals, wholeSeconds } from './model'
import { useLabelWords, useLengthWords } from './words'

interface AllProps {
  all: readonly Stretch[]
}

/** By status and reason, with a sum that is the sum of what is shown. */
export function Totals({ all }: AllProps) {
  const t = useMineT()
  const share = new Intl.NumberFormat(useLocale(), { style: 'percent', maximumFractionDigits: 1 })
  const words = useLabelWords()
  const sums = totals(all)
  const seconds = wholeSeconds(sums.map(s => s.ms))
  const whole = seconds.reduce((a, b) => a + b, 0)
  const over = sums.reduce((a, s) => a + s.overrun, 0)
  return (
    <table className={classes.table} data-testid="totals">
      <caption>{t('day.totals')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('day.status')}</th>
          <th scope="col">{t('day.time')}</th>
          <th scope="col">{t('day.share')}</th>
          <th scope="col">{t('day.over')}</th>
        </tr>
      </thead>
      <tbody>
        {sums.map((s, i) => (
          <tr key={`${s.label} ${s.reason}`}>
            <th scope="row">
              <span className={classes.key} data-label={s.label} aria-hidden /> {words(s.label, s.reason)}
            </th>
            <td>{stopwatch(seconds[i] ?? 0)}</td>
            <td>{whole > 0 ? share.format((seconds[i] ?? 0) / whole) : '–'}</td>
            <td data-over={s.overrun > 0}>{s.overrun > 0 ? stopwatch(Math.floor(s.overrun / 1000)) : '–'}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('day.total')}</th>
          <td>{stopwatch(whole)}</td>
          <td>{whole > 0 ? share.format(1) : '–'}</td>
          <td data-over={over > 0}>{over > 0 ? stopwatch(Math.floor(over / 1000)) : '–'}</td>
        </tr>
      </tfoot>
    </table>
  )
}

export function Queues({ queues }: { queues: AgentDay['queues'] }) {
  const t = useMineT()
  const length = (ms: number) => (ms > 0 ? stopwatch(Math.floor(ms / 1000)) : '–')
  return (
    <table className={classes.table}>
      <caption>{t('day.queues')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('day.queue')}</th>
          <th scope="col">{t('day.queue.in')}</th>
          <th scope="col">{t('day.queue.paused')}</th>
        </tr>
      </thead>
      <tbody>
        {queues.map(q => (
          <tr key={q.queue.id}>
            <th scope="row">{q.queue.name}</th>
            <td>{length(q.in_ms)}</td>
            <td>{length(q.paused_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What somebody corrected, with author and why: the record itself is never edited. */
export function Corrections({ corrections }: { corrections: AgentDay['corrections'] }) {
  const t = useMineT()
  const f = useFormats()
  const words = useLabelWords()
  const { vocabulary } = useMe()
  return (
    <section className={classes.card}>
      <h2>{t('day.corrections')}</h2>
      <ul>
        {corrections.map(c => (
          <li key={c.id}>
            <strong>
              {t('day.correction', {
                from: f.clock(c.from),
                to: f.clock(c.to),
                status: words(c.labels[vocabulary], c.reason?.name ?? null),
              })}
            </strong>
            <p>
              {t('day.correction.by', {
                name: c.author?.name ?? t('day.correction.system'),
                at: f.dateTime(c.at),
                why: c.why,
              })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The bar in words, for who reads rather than looks. */
export function Stretches({ all }: AllProps) {
  const t = useMineT()
  const words = useLabelWords()
  const length = useLengthWords()
  const { clock } = useFormats()
  return (
    <details className={classes.details}>
      <summary>{t('day.table')}</summary>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('day.from')}</th>
            <th scope="col">{t('day.to')}</th>
            <th scope="col">{t('day.status')}</th>
            <th scope="col">{t('day.time')}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(s => (
            <tr key={s.from}>
              <td>{clock(s.from)}</td>
              <td>{clock(s.to)}</td>
              <th scope="row">
                {words(s.label, s.reason)}
                {s.corrected && ` · ${t('day.corrected')}`}
                {s.overrun > 0 && ` · ${t('day.overrun', { time: length(s.overrun) })}`}
              </th>
              <td>{stopwatch(Math.floor((s.to - s.from) / 1000))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
