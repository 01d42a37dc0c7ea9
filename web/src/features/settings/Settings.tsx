import '@/shared/ui/formStyles'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import {
  Building2,
  Coffee,
  Globe,
  History,
  KeyRound,
  ListChecks,
  type LucideIcon,
  Rows3,
  Timer,
  UsersRound,
} from 'lucide-react'
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react'
import { usePageTitle } from '@/shared/pageTitle'
import { useMe } from '@/shared/session'
import { firstSteps } from './model'
import { channelsQuery, queuesQuery } from './queries'
import classes from './settings.module.css'
import { useSettingsT } from './words'

interface Page {
  icon: LucideIcon
  /** What the server asks of who reads it. */
  need: string
  View: ComponentType<{ item: string | undefined }>
}

const pages = {
  start: {
    icon: ListChecks,
    need: 'settings.edit',
    View: lazy(() => import('./pages/Start').then(m => ({ default: m.Start }))),
  },
  users: {
    icon: UsersRound,
    need: 'settings.view',
    View: lazy(() => import('./pages/Users').then(m => ({ default: m.Users }))),
  },
  roles: {
    icon: KeyRound,
    need: 'settings.view',
    View: lazy(() => import('./pages/Roles').then(m => ({ default: m.Roles }))),
  },
  queues: {
    icon: Rows3,
    need: 'settings.view',
    View: lazy(() => import('./pages/Queues').then(m => ({ default: m.Queues }))),
  },
  reasons: {
    icon: Coffee,
    need: 'settings.view',
    View: lazy(() => import('./pages/Reasons').then(m => ({ default: m.Reasons }))),
  },
  time: {
    icon: Timer,
    need: 'settings.view',
    View: lazy(() => import('./pages/Time').then(m => ({ default: m.Time }))),
  },
  channels: {
    icon: Globe,
    need: 'settings.view',
    View: lazy(() => import('./pages/Channels').then(m => ({ default: m.Channels }))),
  },
  installation: {
    icon: Building2,
    need: 'settings.view',
    View: lazy(() => import('./pages/Company').then(m => ({ default: m.Company }))),
  },
  changes: {
    icon: History,
    need: 'settings.view',
    View: lazy(() => import('./pages/Changes').then(m => ({ default: m.Changes }))),
  },
} satisfies Record<string, Page>

type Name = keyof typeof pages

/** The pages that settings are made of, for each person those they may see. Each is a load of its own. */
export function Settings() {
  const t = useSettingsT()
  const me = useMe()
  const { page, item } = useParams({ strict: false })
  const may = (need: string) => me.permissions.includes(need)
  usePageTitle(...(page && page in pages ? [t(`settings.${page as Name}`)] : []), t('nav.settings'))
  const steps = useSteps(may('settings.edit'))
  if (!may('settings.view')) return <p className={classes.refused}>{t('problem.forbidden')}</p>
  if (!steps) return <Skeleton height={160} m="lg" />
  const guided = steps.some(s => !s.done)
  const names = (Object.keys(pages) as Name[]).filter(
    n => may(pages[n].need) && (n !== 'start' || guided || page === 'start'),
  )
  if (!page || !names.includes(page as Name)) {
    const first = guided ? 'start' : names.includes('users') ? 'users' : 'roles'
    return <Navigate to="/settings/$page" params={{ page: first }} replace />
  }
  const { View } = pages[page as Name]
  return (
    <div className={classes.settings} data-item={item !== undefined}>
      <Pages names={names} page={page} />
      {/* Where nothing can be typed nothing has the focus, and the keys must still scroll. */}
      <div className={classes.page} {...(may('settings.edit') ? {} : { tabIndex: 0 })}>
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

/** Of who may take them; of the others there are none. */
function useSteps(editor: boolean) {
  const queues = useQuery({ ...queuesQuery, enabled: editor })
  const channels = useQuery({ ...channelsQuery, enabled: editor })
  if (!editor) return []
  if (queues.isPending || channels.isPending) return null
  return firstSteps(queues.data ?? [], channels.data ?? [])
}
