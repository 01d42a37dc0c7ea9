import '@/shared/ui/formStyles'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import {
  Building2,
  Coffee,
  Globe,
  History,
  ListChecks,
  type LucideIcon,
  Rows3,
  UsersRound,
} from 'lucide-react'
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react'
import { useMe } from '@/shared/session'
import { firstSteps } from './model'
import { channelsQuery, queuesQuery } from './queries'
import classes from './settings.module.css'
import { useSettingsT } from './words'

interface Page {
  icon: LucideIcon
  View: ComponentType<{ item: string | undefined }>
}

const pages = {
  start: { icon: ListChecks, View: lazy(() => import('./pages/Start').then(m => ({ default: m.Start }))) },
  users: { icon: UsersRound, View: lazy(() => import('./pages/Users').then(m => ({ default: m.Users }))) },
  queues: { icon: Rows3, View: lazy(() => import('./pages/Queues').then(m => ({ default: m.Queues }))) },
  reasons: { icon: Coffee, View: lazy(() => import('./pages/Reasons').then(m => ({ default: m.Reasons }))) },
  channels: {
    icon: Globe,
    View: lazy(() => import('./pages/Channels').then(m => ({ default: m.Channels }))),
  },
  installation: {
    icon: Building2,
    View: lazy(() => import('./pages/Company').then(m => ({ default: m.Company }))),
  },
  changes: { icon: History, View: lazy(() => import('./pages/Changes').then(m => ({ default: m.Changes }))) },
} satisfies Record<string, Page>

type Name = keyof typeof pages

/** The administrator's pages. Each is a load of its own. */
export function Settings() {
  const t = useSettingsT()
  const me = useMe()
  const { page, item } = useParams({ strict: false })
  const steps = useSteps()
  if (me.role !== 'admin') return <p className={classes.refused}>{t('problem.forbidden')}</p>
  if (!steps) return <Skeleton height={160} m="lg" />
  const guided = steps.some(s => !s.done)
  if (!page || !(page in pages))
    return <Navigate to="/settings/$page" params={{ page: guided ? 'start' : 'users' }} replace />
  const { View } = pages[page as Name]
  const names = (Object.keys(pages) as Name[]).filter(n => n !== 'start' || guided || page === 'start')
  return (
    <div className={classes.settings} data-item={item !== undefined}>
      <Pages names={names} page={page} />
      <div className={classes.page}>
        <Suspense fallback={<Skeleton height={240} />}>
          <View key={`${page}/${item}`} item={item} />
        </Suspense>
      </div>
    </div>
  )
}

/** Beside the page; on a phone a row above it, moved so that the page's own name is seen. */
function Pages({ names, page }: { names: Name[]; page: string }) {
  const t = useSettingsT()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const own = nav.current?.querySelector(`[data-page="${page}"]`)
    own?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [page])
  return (
    <nav className={classes.nav} aria-label={t('nav.settings')} ref={nav}>
      <h1>{t('nav.settings')}</h1>
      {names.map(name => {
        const { icon: Icon } = pages[name]
        return (
          <Link
            key={name}
            to="/settings/$page"
            params={{ page: name }}
            data-page={name}
            data-active={name === page}
            aria-current={name === page ? 'page' : undefined}
          >
            <Icon size={16} aria-hidden /> {t(`settings.${name}`)}
          </Link>
        )
      })}
    </nav>
  )
}

function useSteps() {
  const queues = useQuery(queuesQuery)
  const channels = useQuery(channelsQuery)
  if (queues.isPending || channels.isPending) return null
  return firstSteps(queues.data ?? [], channels.data ?? [])
}
