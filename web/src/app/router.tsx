import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { reportSearch } from '@/features/reports/search'
import { Workspace } from '@/features/workspace'
import { loadMineWords } from '@/shared/i18n/mine'
import { Lost } from './Lost'
import { part } from './missingPart'
import { Shell } from './Shell'

const root = createRootRoute({ component: Shell, notFoundComponent: Lost })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/work', replace: true })
  },
})

const work = createRoute({ getParentRoute: () => root, path: '/work', component: Workspace })

const workOn = createRoute({ getParentRoute: () => work, path: '$id' })

const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: lazyRouteComponent(
    part(() => import('@/features/history')),
    'History',
  ),
})

const historyOf = createRoute({ getParentRoute: () => history, path: '$id' })

const day = createRoute({
  getParentRoute: () => root,
  path: '/day',
  component: lazyRouteComponent(
    part(async () => {
      const [page] = await Promise.all([import('@/features/myday'), loadMineWords()])
      return page
    }),
    'MyDay',
  ),
})

const checks = createRoute({
  getParentRoute: () => root,
  path: '/checks',
  component: lazyRouteComponent(
    part(async () => {
      const [page] = await Promise.all([import('@/features/checks/Checks'), loadMineWords()])
      return page
    }),
    'Checks',
  ),
})

/** The live room, for who may watch it. */
const roomPart = part(async () => {
  const page = await import('@/features/supervisor')
  await page.loadRoomWords()
  return page
})
const room = createRoute({
  getParentRoute: () => root,
  path: '/room',
  component: lazyRouteComponent(roomPart, 'Room'),
})
const roomOn = createRoute({ getParentRoute: () => room, path: '$id' })
const roomWall = createRoute({
  getParentRoute: () => root,
  path: '/room/wall',
  component: lazyRouteComponent(roomPart, 'Wall'),
})

/** The reports, for who may see them; the charts in them come later still. */
const reportsPart = part(async () => {
  const page = await import('@/features/reports')
  await Promise.all([page.loadReportsWords(), page.loadMineWords()])
  return page
})
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: reportSearch,
  component: lazyRouteComponent(reportsPart, 'Reports'),
})
const reportsPage = createRoute({ getParentRoute: () => reports, path: '$report' })
const agentDay = createRoute({
  getParentRoute: () => root,
  path: '/reports/day/$agent',
  validateSearch: reportSearch,
  component: lazyRouteComponent(reportsPart, 'AgentDay'),
})

/** Settings are for who may see them; the server holds to it, this only tells. */
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(
    part(async () => {
      const page = await import('@/features/settings')
      await page.loadWords()
      return page
    }),
    'Settings',
  ),
})

const settingsPage = createRoute({ getParentRoute: () => settings, path: '$page' })
const settingsItem = createRoute({ getParentRoute: () => settings, path: '$page/$item' })

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    work.addChildren([workOn]),
    history.addChildren([historyOf]),
    room.addChildren([roomOn]),
    roomWall,
    day,
    checks,
    reports.addChildren([reportsPage]),
    agentDay,
    settings.addChildren([settingsPage, settingsItem]),
  ]),
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
