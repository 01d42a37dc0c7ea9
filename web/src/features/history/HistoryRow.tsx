import { Link } from '@tanstack/react-router'
import type { Conversation } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import classes from './history.module.css'

export function HistoryRow({ conversation: c, selected }: { conversation: Conversation; selected: boolean }) {
  const t = useT()
  const f = useFormats()
  const at = c.closed_at ?? c.last_at ?? c.opened_at
  return (
    <Link
      to="/history/$id"
      params={{ id: c.id }}
      preload={false}
      className={classes.row}
      data-selected={selected}
      aria-current={selected ? 'true' : undefined}
    >
      <span className={classes.line}>
        <strong>{c.contact.display}</strong>
        <time dateTime={at}>{f.dateTime(at)}</time>
      </span>
      <span className={classes.words}>{c.last_text || '—'}</span>
      <span className={classes.about}>
        <span className="figure">#{c.protocol}</span> · {c.queue.name} ·{' '}
        {t(`history.outcome.${c.outcome ?? 'open'}`)}
        {c.agent && ` · ${c.agent.name}`}
      </span>
    </Link>
  )
}
