import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { Me } from '@/api'
import { useStatusActions } from '@/features/availability'
import { Offers } from '@/features/offers'
import { loadConversation, loadMine, useAlerts, useLeavingAsked, useOutboxRunner } from '@/features/workspace'
import { LiveProvider, useLive } from '@/live'
import { type Action, ActionsProvider, useActions, useShortcuts } from '@/shared/actions'
import { useMe } from '@/shared/session'
import { SignOutDialog } from './account/SignOutDialog'
import { useDeskActions } from './deskActions'
import { ErrorBoundary } from './ErrorBoundary'
import { useOverlay } from './overlay'
import { Rail } from './Rail'
import { expel, live, queryClient, refetchWith, sessionQuery } from './session'
import classes from './shell.module.css'

const Palette = lazy(() => import('./palette/Palette').then(m => ({ default: m.Palette })))
const Help = lazy(() => import('./palette/Help').then(m => ({ default: m.Help })))
const Preferences = lazy(() => import('./account/Preferences').then(m => ({ default: m.Preferences })))

/** The frame around every page of the desk, and what goes on whatever page it is. */
export function Shell() {
  const me = useMe()
  return (
    <LiveProvider live={live}>
      <ActionsProvider>
        <Desk key={me.id} />
      </ActionsProvider>
    </LiveProvider>
  )
}

function Desk() {
  const me = useMe()
  const signedOut = useLive(s => s.phase === 'signed_out')
  const section = useRouterState({ select: s => s.resolvedLocation?.pathname.split('/')[1] })
  const expelledBy = useLive(s => s.expelledBy)
  useEffect(() => {
    live.merge('status', [{ id: me.id, ...me.status }], me.seq)
    refetchWith({
      me: () => reloadMine(me),
      conversation: async id => void (await loadConversation(live, id)),
    })
  }, [me])
  useEffect(() => {
    live.start()
    return () => live.stop()
  }, [])
  useRightsChange(me)
  useEffect(() => {
    if (signedOut) expel(expelledBy)
  }, [signedOut, expelledBy])
  useOutboxRunner()
  useLeavingAsked()
  useAlerts()
  useShortcuts()
  return (
    <div className={classes.shell}>
      <Everywhere />
      <Rail />
      <main className={classes.main}>
        <ErrorBoundary of={section}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Offers />
    </div>
  )
}

/**
 * My lists anew, and my status: opening this window may have ended an earlier one,
 * after the session had been read. When it is not the first time, also all else
 * that is shown: somebody or something may bear another name now.
 */
async function reloadMine(me: Me) {
  const again = live.get().feed.known > 0
  const changed = again ? {} : { queryKey: sessionQuery.queryKey }
  await Promise.all([loadMine(live, me), queryClient.invalidateQueries(changed)])
}

/** Another role or other queues: what I may see is another list. */
function useRightsChange(me: Me) {
  const rights = JSON.stringify([me.permissions, me.serves, me.supervises])
  const known = useRef(rights)
  useEffect(() => {
    if (known.current === rights) return
    known.current = rights
    void loadMine(live, me).catch(() => {}) // the next reset or reload brings it
  }, [rights, me])
}

/** Actions and layers that are there on every page. */
function Everywhere() {
  const actions: Action[] = [...useDeskActions(), ...useStatusActions()]
  useActions(actions)
  const [overlay, setOverlay] = useOverlay()
  const close = () => setOverlay(null)
  return (
    <Suspense fallback={null}>
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'help' && <Help onClose={close} />}
      {overlay === 'preferences' && <Preferences onClose={close} />}
      {overlay === 'signout' && <SignOutDialog onClose={close} />}
    </Suspense>
  )
}
