import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Workspace } from '@/features/workspace'
import { Lost } from './Lost'
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
  component: lazyRouteComponent(() => import('@/features/history'), 'History'),
})

const historyOf = createRoute({ getParentRoute: () => history, path: '$id' })

/** Settings are for administrators; the server holds to it, this only tells. */
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(async () => {
    const part = await import('@/features/settings')
    await part.loadWords()
    return part
  }, 'Settings'),
})

const settingsPage = createRoute({ getParentRoute: () => settings, path: '$page' })
const settingsItem = createRoute({ getParentRoute: () => settings, path: '$page/$item' })

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    work.addChildren([workOn]),
    history.addChildren([historyOf]),
    settings.addChildren([settingsPage, settingsItem]),
  ]),
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
