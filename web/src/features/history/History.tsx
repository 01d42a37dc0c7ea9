import '@mantine/core/styles/Input.css'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { BookOpen, Search, SearchX } from 'lucide-react'
import { useState } from 'react'
import { ConversationPane } from '@/features/workspace'
import { useT } from '@/shared/i18n'
import { usePageTitle } from '@/shared/pageTitle'
import { useMe } from '@/shared/session'
import { Empty, ErrorNote } from '@/shared/ui'
import { HistoryRow } from './HistoryRow'
import classes from './history.module.css'
import { historyQuery, type Scope } from './queries'

/** Closed conversations, found by name, number or protocol, and read again. */
export function History() {
  const t = useT()
  usePageTitle(t('nav.history'))
  const me = useMe()
  const { id } = useParams({ strict: false })
  const [typed, setTyped] = useState('')
  const [scope, setScope] = useState<Scope>('closed')
  const [q] = useDebouncedValue(typed.trim(), 250)
  const supervises = me.role === 'admin' || me.supervises.length > 0
  return (
    <div className={classes.page} data-open={id !== undefined}>
      <section className={classes.list} aria-label={t('nav.history')}>
        <header>
          <h1>{t('nav.history')}</h1>
          <TextInput
            autoFocus
            type="search"
            maxLength={120}
            leftSection={<Search size={16} aria-hidden />}
            aria-label={t('history.search')}
            placeholder={t('history.search')}
            value={typed}
            onChange={e => setTyped(e.currentTarget.value)}
          />
          {supervises && <Scopes scope={scope} choose={setScope} />}
        </header>
        <Found q={q} scope={scope} selected={id} />
      </section>
      {id ? (
        <ConversationPane key={id} id={id} back="/history" />
      ) : (
        <div className={classes.nothing}>
          <Empty icon={BookOpen} title={t('history.choose')} />
        </div>
      )}
    </div>
  )
}

function Scopes({ scope, choose }: { scope: Scope; choose: (scope: Scope) => void }) {
  const t = useT()
  const scopes = [
    ['closed', 'history.closed'],
    ['supervised', 'history.ongoing'],
  ] as const
  return (
    <div className={classes.scopes}>
      {scopes.map(([value, label]) => (
        <button key={value} type="button" aria-pressed={scope === value} onClick={() => choose(value)}>
          {t(label)}
        </button>
      ))}
    </div>
  )
}

function Found({ q, scope, selected }: { q: string; scope: Scope; selected: string | undefined }) {
  const t = useT()
  const found = useInfiniteQuery(historyQuery(q, scope))
  if (found.isPending) {
    return (
      <div className={classes.outline} aria-busy="true">
        {[0, 1, 2, 3].map(i => (
          <Skeleton key={i} height={56} />
        ))}
      </div>
    )
  }
  if (found.isError) return <ErrorNote error={found.error} retry={() => found.refetch()} />
  const rows = found.data.pages.flatMap(p => p.items)
  if (rows.length === 0) {
    if (q) {
      return (
        <Empty icon={SearchX} title={t('history.nothing', { q })}>
          {t('history.nothing.hint')}
        </Empty>
      )
    }
    return <Empty icon={BookOpen} title={t(scope === 'closed' ? 'history.empty' : 'history.empty.ongoing')} />
  }
  return (
    <ul className={classes.rows}>
      {rows.map(c => (
        <li key={c.id}>
          <HistoryRow conversation={c} selected={c.id === selected} />
        </li>
      ))}
      {found.hasNextPage && (
        <li className={classes.more}>
          <Button
            variant="default"
            fullWidth
            loading={found.isFetchingNextPage}
            onClick={() => found.fetchNextPage()}
          >
            {t('history.more')}
          </Button>
        </li>
      )}
    </ul>
  )
}
