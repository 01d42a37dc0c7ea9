import { Skeleton, Tooltip } from '@mantine/core'
import { CircleHelp, Inbox, MessagesSquare } from 'lucide-react'
import { type KeyboardEvent, lazy, Suspense, useState } from 'react'
import type { Conversation } from '@/api'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { Empty, Keys } from '@/shared/ui'
import classes from './list.module.css'
import type { Tab } from './model'
import { Row } from './Row'
import { showTab, useTab } from './tab'
import { useListsKnown, usePending, useWaiting } from './useLists'
import { Virtual } from './Virtual'

const QueuesWaiting = lazy(() => import('../panel/QueuesWaiting').then(m => ({ default: m.QueuesWaiting })))

/** Menu Atividades, T-02, with its two lists, T-03. */
export function ListPane({ selected }: { selected: string | undefined }) {
  const t = useT()
  const tab = useTab()
  const lists: Record<Tab, readonly Conversation[]> = { queue: useWaiting(), pending: usePending() }
  const rows = lists[tab]
  return (
    <section className={classes.pane} aria-label={t('nav.work')}>
      <header className={classes.head}>
        <h1>{t('nav.work')}</h1>
        <Tabs tab={tab} counts={{ queue: lists.queue.length, pending: lists.pending.length }} />
      </header>
      <div className={classes.body} role="tabpanel" id="list-panel" aria-labelledby={`tab-${tab}`}>
        <Rows rows={rows} tab={tab} selected={selected} />
      </div>
      {tab === 'queue' && rows.length > 0 && <WhyFoot />}
    </section>
  )
}

function Tabs({ tab, counts }: { tab: Tab; counts: Record<Tab, number> }) {
  const t = useT()
  const names: Tab[] = ['queue', 'pending']
  const arrows = (e: KeyboardEvent) => {
    if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return
    const next = tab === 'queue' ? 'pending' : 'queue'
    showTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div className={classes.tabs} role="tablist" aria-label={t('nav.work')} onKeyDown={arrows}>
      {names.map((name, i) => (
        <Tooltip key={name} label={<Hint name={name} keys={String(i + 1)} />} openDelay={400}>
          <button
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="list-panel"
            aria-keyshortcuts={String(i + 1)}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => showTab(name)}
          >
            {t(`list.${name}`)} <span className={classes.count}>{counts[name]}</span>
          </button>
        </Tooltip>
      ))}
    </div>
  )
}

/** The key stands apart from the tab: beside the count it would read as another count. */
function Hint({ name, keys }: { name: Tab; keys: string }) {
  const t = useT()
  return (
    <>
      {t(`list.${name}`)} <Keys keys={keys} />
    </>
  )
}

function Rows({
  rows,
  tab,
  selected,
}: {
  rows: readonly Conversation[]
  tab: Tab
  selected: string | undefined
}) {
  const t = useT()
  const me = useMe()
  const known = useListsKnown()
  if (rows.length > 0) {
    return (
      <Virtual rows={rows} render={c => <Row conversation={c} tab={tab} selected={c.id === selected} />} />
    )
  }
  if (!known) return <Outline />
  if (tab === 'pending') {
    return (
      <Empty icon={MessagesSquare} title={t('list.pending.empty')}>
        {t('list.pending.empty.hint')}
      </Empty>
    )
  }
  return (
    <Empty icon={Inbox} title={t('list.queue.empty')}>
      {t(me.serves.length > 0 ? 'list.queue.empty.hint' : 'list.queue.none')}
    </Empty>
  )
}

function Outline() {
  return (
    <div className={classes.outline} aria-busy="true">
      {[0, 1, 2, 3].map(i => (
        <Skeleton key={i} height={56} />
      ))}
    </div>
  )
}

function WhyFoot() {
  const t = useT()
  const [opened, setOpened] = useState(false)
  return (
    <footer className={classes.foot}>
      <button type="button" onClick={() => setOpened(true)}>
        <CircleHelp size={14} aria-hidden /> {t('waiting.title')}
      </button>
      <Suspense fallback={null}>{opened && <QueuesWaiting onClose={() => setOpened(false)} />}</Suspense>
    </footer>
  )
}
