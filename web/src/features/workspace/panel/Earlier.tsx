import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useT } from '@/shared/i18n'
import { useFormats } from '@/shared/session'
import { ErrorNote } from '@/shared/ui'
import { earlierQuery } from '../queries'
import classes from './panel.module.css'

/** What this person wrote about before; each opens to be read again. */
export function Earlier({ contact, current }: { contact: string; current: string }) {
  const t = useT()
  const f = useFormats()
  const earlier = useQuery(earlierQuery(contact))
  if (earlier.isError) return <ErrorNote error={earlier.error} retry={() => earlier.refetch()} />
  const rows = earlier.data?.filter(c => c.id !== current) ?? []
  if (earlier.isSuccess && rows.length === 0)
    return <p className={classes.quiet}>{t('panel.earlier.none')}</p>
  return (
    <ul className={classes.earlier}>
      {rows.map(c => (
        <li key={c.id}>
          <Link to="/history/$id" params={{ id: c.id }}>
            <span>
              <time dateTime={c.opened_at}>{f.date(c.opened_at)}</time> · {c.queue.name}
            </span>
            <span className={classes.quiet}>{c.last_text || `#${c.protocol}`}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
