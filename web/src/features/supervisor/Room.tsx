import { usePageTitle } from '@/shared/pageTitle'
import '@/shared/ui/formStyles'
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Lock, MonitorUp } from 'lucide-react'
import { type KeyboardEvent, Suspense, useMemo, useRef, useState } from 'react'
import {
  ConnectionAlert,
  ConversationPane,
  MoveDialog,
  showMine,
  TakeOverDialog,
  useRoomT,
} from '@/features/workspace'
import { Empty, ErrorNote } from '@/shared/ui'
import { AgentPanel } from './AgentPanel'
import { AgentsTable } from './AgentsTable'
import { type Ask, type Hands, HandsProvider, useMay } from './asks'
import { PastProvider } from './clock'
import { DrainDialog } from './dialogs/DrainDialog'
import { SignOutDialog } from './dialogs/SignOutDialog'
import { StatusDialog } from './dialogs/StatusDialog'
import { type Filter, glance, labelCounts, noFilter, standing } from './model'
import { QueuesPanel } from './QueuesPanel'
import { type RoomRows, useRoom } from './room'
import classes from './room.module.css'
import { SessionsTable } from './SessionsTable'
import { PastBanner, TimeMachine } from './TimeMachine'
import { Toolbar } from './Toolbar'
import { usePastRows } from './usePastRows'

/** The live room. The server holds to who may look; this only tells. */
export function Room() {
  const t = useRoomT()
  const may = useMay()
  if (may('room.view')) return <Watched />
  return (
    <div className={classes.page}>
      <Empty icon={Lock} title={t('room.forbidden')} />
    </div>
  )
}

type Tab = 'agents' | 'sessions' | 'queues'

function Watched() {
  const t = useRoomT()
  usePageTitle(t('room.title'))
  const { id } = useParams({ strict: false })
  const navigate = useNavigate()
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false })
  const [chosenTab, setTab] = useState<Tab>('agents')
  const [chosenFilter, setFilter] = useState<Filter>(noFilter)
  const [agentId, setAgent] = useState<string | null>(null)
  const [ask, setAsk] = useState<Ask | null>(null)
  const [past, setPast] = useState<number | null>(null)
  const live = useRoom()
  const then = usePastRows(past)
  const rows: RoomRows = past === null ? live.rows : then.rows
  const shown = past === null ? null : then.at
  const filter = useMemo(() => standing(chosenFilter, rows.queues), [chosenFilter, rows.queues])
  const ready = past === null ? live.ready : then.ready
  const error = past === null ? live.error : then.error
  const glances = useMemo(() => glance(rows, past !== null), [past, rows])
  const go = (at: number | null) => {
    setPast(at)
    if (at !== null && threadOpen) void navigate({ to: '/room' })
  }
  const change = (part: Partial<Filter>) => setFilter(f => ({ ...f, ...part }))

  const threadOpen = id !== undefined
  const opener = useRef<HTMLElement | null>(null)
  const hands: Hands = useMemo(
    () => ({
      ask: next => {
        opener.current = openerNow()
        setAsk(next)
      },
      showAgent: next => {
        setAgent(next)
        if (next && threadOpen) void navigate({ to: '/room' })
      },
    }),
    [navigate, threadOpen],
  )
  const answered = () => {
    setAsk(null)
    requestAnimationFrame(() => opener.current?.focus()) // the dialog lets go of the focus first
  }
  const agent = rows.agents.find(a => a.user === agentId)
  const beside = wide && !threadOpen
  const tab = chosenTab === 'queues' && beside ? 'agents' : chosenTab
  const names: readonly Tab[] = ['agents', 'sessions', 'queues']
  const tabs = beside ? names.filter(name => name !== 'queues') : names
  const counts = labelCounts(rows.agents)
  const numbers: Record<Tab, number> = {
    agents: rows.agents.length - counts.offline,
    sessions: rows.conversations.length,
    queues: rows.queues.length,
  }
  const queues = <QueuesPanel glances={glances} queue={filter.queue} onQueue={queue => change({ queue })} />
  return (
    <HandsProvider value={hands}>
      <PastProvider value={shown}>
        <div className={classes.room} data-thread={threadOpen}>
          <ConnectionAlert />
          <section className={classes.main} aria-label={t('room.title')}>
            <header className={classes.head}>
              <h1>{t('room.title')}</h1>
              <Tabs tabs={tabs} tab={tab} numbers={numbers} choose={setTab} />
              <TimeMachine onGo={go} />
              <Link to="/room/wall" className={classes.headLink} title={t('room.wall')}>
                <MonitorUp size={16} aria-hidden /> <span>{t('room.wall')}</span>
              </Link>
            </header>
            {past !== null && <PastBanner at={past} shown={shown ?? past} onGo={go} />}
            {error !== null && <ErrorNote error={error} retry={past === null ? live.retry : then.retry} />}
            {tab !== 'queues' && (
              <Toolbar
                tab={tab}
                agents={rows.agents}
                queues={rows.queues}
                filter={filter}
                onFilter={change}
              />
            )}
            <div className={classes.body} role="tabpanel" id="room-panel" aria-labelledby={`room-tab-${tab}`}>
              {!ready ? (
                error === null && <Outline />
              ) : tab === 'agents' ? (
                <AgentsTable
                  agents={rows.agents}
                  filter={filter}
                  selected={agent?.user ?? null}
                  onClear={() => setFilter(noFilter)}
                  onOffline={() => change({ label: 'offline' })}
                />
              ) : tab === 'sessions' ? (
                <SessionsTable
                  conversations={rows.conversations}
                  agents={rows.agents}
                  filter={filter}
                  selected={id}
                  onClear={() => setFilter(noFilter)}
                />
              ) : (
                queues
              )}
            </div>
          </section>
          {id ? (
            <ConversationPane key={id} id={id} back="/room" />
          ) : agent ? (
            <aside className={classes.aside} data-over>
              <AgentPanel key={agent.user} agent={agent} conversations={rows.conversations} />
            </aside>
          ) : (
            beside && (
              <aside className={classes.aside} aria-label={t('room.queues')}>
                <h2>{t('room.queues')}</h2>
                {ready ? queues : <Outline />}
              </aside>
            )
          )}
          <Dialogs ask={ask} close={answered} />
        </div>
      </PastProvider>
    </HandsProvider>
  )
}

/** What has the focus, or, of an item of a menu that goes now, the menu's button. */
function openerNow(): HTMLElement | null {
  const menu = document.activeElement?.closest('[role="menu"]')
  const from = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : null
  return from ?? (document.activeElement as HTMLElement | null)
}

interface TabsProps {
  tabs: readonly Tab[]
  tab: Tab
  numbers: Record<Tab, number>
  choose: (tab: Tab) => void
}

function Tabs({ tabs, tab, numbers, choose }: TabsProps) {
  const t = useRoomT()
  const arrows = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]
    if (step === 0 || !next) return
    choose(next)
    document.getElementById(`room-tab-${next}`)?.focus()
  }
  return (
    <div className={classes.tabs} role="tablist" aria-label={t('room.title')} onKeyDown={arrows}>
      {tabs.map(name => (
        <button
          key={name}
          id={`room-tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === tab}
          aria-controls="room-panel"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => choose(name)}
        >
          {t(`room.${name}`)} <span className={classes.count}>{numbers[name]}</span>
        </button>
      ))}
    </div>
  )
}

function Dialogs({ ask, close }: { ask: Ask | null; close: () => void }) {
  const navigate = useNavigate()
  if (!ask) return null
  switch (ask.what) {
    case 'status':
      return <StatusDialog agent={ask.agent} onClose={close} />
    case 'drain':
      return <DrainDialog agent={ask.agent} onClose={close} />
    case 'signout':
      return <SignOutDialog agent={ask.agent} onClose={close} />
    case 'move':
      return (
        <Suspense fallback={null}>
          <MoveDialog conversation={ask.conversation} onClose={close} />
        </Suspense>
      )
    case 'take': {
      const { id } = ask.conversation
      const taken = () => {
        showMine()
        void navigate({ to: '/work/$id', params: { id } })
      }
      return (
        <Suspense fallback={null}>
          <TakeOverDialog conversation={ask.conversation} onTaken={taken} onClose={close} />
        </Suspense>
      )
    }
  }
}

function Outline() {
  return (
    <div className={classes.outline} aria-busy="true">
      {[0, 1, 2, 3, 4, 5].map(i => (
        <Skeleton key={i} height={44} />
      ))}
    </div>
  )
}
