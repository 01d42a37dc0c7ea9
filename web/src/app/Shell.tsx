import { Outlet, useRouteContext } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { Me } from '@/api'
import { useStatusActions } from '@/features/availability'
import { Offers } from '@/features/offers'
import { loadConversation, loadMine, useAlerts, useOutboxRunner } from '@/features/workspace'
import { LiveProvider, useLive } from '@/live'
import { type Action, ActionsProvider, useActions, useShortcuts } from '@/shared/actions'
import { MeProvider } from '@/shared/session'
import { useDeskActions } from './deskActions'
import { ErrorBoundary } from './ErrorBoundary'
import { useOverlay } from './overlay'
import { Rail } from './Rail'
import { expel, live, refetchWith } from './session'
import classes from './shell.module.css'

const Palette = lazy(() => import('./palette/Palette').then(m => ({ default: m.Palette })))
const Help = lazy(() => import('./palette/Help').then(m => ({ default: m.Help })))
const Preferences = lazy(() => import('./account/Preferences').then(m => ({ default: m.Preferences })))

/** The frame around every page of the desk, and what goes on whatever page it is. */
export function Shell() {
  const me = useRouteContext({ from: '__root__', select: c => c.me })
  return (
    <MeProvider value={me}>
      <LiveProvider live={live}>
        <ActionsProvider>
          <Desk key={me.id} />
        </ActionsProvider>
      </LiveProvider>
    </MeProvider>
  )
}

function Desk() {
  const me = useRouteContext({ from: '__root__', select: c => c.me })
  const signedOut = useLive(s => s.phase === 'signed_out')
  useEffect(() => {
    live.merge('status', [{ id: me.id, ...me.status }], me.seq)
    refetchWith({
      me: () => loadMine(live, me),
      conversation: async id => void (await loadConversation(live, id)),
    })
  }, [me])
  useEffect(() => {
    live.start()
    return () => live.stop()
  }, [])
  useRightsChange(me)
  useEffect(() => {
    if (signedOut) expel()
  }, [signedOut])
  useOutboxRunner()
  useAlerts()
  useShortcuts()
  return (
    <div className={classes.shell}>
      <Everywhere />
      <Rail />
      <main className={classes.main}>
        <ErrorBoundary>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Offers />
    </div>
  )
}

/** Another role or other queues: what I may see is another list. */
function useRightsChange(me: Me) {
  const rights = JSON.stringify([me.role, me.serves, me.supervises])
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
    </Suspense>
  )
}
