import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type LucideIcon, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMe } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import classes from './settings.module.css'
import { type PageName, useSettingsT } from './words'

interface Row {
  id: string
  name: string
  active: boolean
}

interface Props<R extends Row> {
  page: PageName
  query: UseQueryResult<R[]>
  icon: LucideIcon
  about: (row: R) => ReactNode
  /** The permissions without which none can be added. */
  need?: readonly string[]
}

/** All of one kind: each leads to its form. */
export function ItemList<R extends Row>({
  page,
  query,
  icon: Icon,
  about,
  need = ['settings.edit'],
}: Props<R>) {
  const t = useSettingsT()
  const { permissions } = useMe()
  return (
    <section className={classes.items}>
      <header>
        <div>
          <h2>{t(`settings.${page}`)}</h2>
          <p className={classes.quiet}>{t(`settings.${page}.about`)}</p>
        </div>
        {need.every(p => permissions.includes(p)) && (
          <Button
            leftSection={<Plus size={16} aria-hidden />}
            renderRoot={props => (
              <Link to="/settings/$page/$item" params={{ page, item: 'new' }} {...props} />
            )}
          >
            {t(`settings.${page}.new`)}
          </Button>
        )}
      </header>
      {query.isPending && <Skeleton height={160} />}
      {query.isError && <ErrorNote error={query.error} retry={() => query.refetch()} />}
      {query.data?.length === 0 && <Empty icon={Icon} title={t(`settings.${page}.empty`)} />}
      <ul>
        {query.data?.map(row => (
          <li key={row.id}>
            <Link to="/settings/$page/$item" params={{ page, item: row.id }} data-active={row.active}>
              <Icon size={18} aria-hidden />
              <span>
                <strong>{row.name}</strong>
                <span className={classes.quiet}>{about(row)}</span>
              </span>
              {!row.active && <span className={classes.off}>{t('settings.inactive')}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
