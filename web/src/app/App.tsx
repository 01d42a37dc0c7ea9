import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { setLocale } from '@/shared/i18n'
import { MeProvider } from '@/shared/session'
import { ErrorBoundary } from './ErrorBoundary'
import { router } from './router'
import { Starting, Unreachable } from './Starting'
import { queryClient, sessionQuery } from './session'
import { theme } from './theme'

const SignIn = lazy(() => import('./signin/SignIn').then(m => ({ default: m.SignIn })))
const Setup = lazy(() => import('./signin/Setup').then(m => ({ default: m.Setup })))

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="top-center" limit={3} autoClose={6000} transitionDuration={100} />
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <Suspense fallback={<Starting />}>
            <Entrance />
          </Suspense>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  )
}

/** Sign-in, the first administrator's page, or the desk. */
function Entrance() {
  const settingUp = location.pathname === '/setup'
  const session = useQuery({ ...sessionQuery, enabled: !settingUp })
  const wanted = session.data?.locale
  useEffect(() => {
    if (wanted) void setLocale(wanted)
  }, [wanted])
  if (settingUp) return <Setup />
  if (session.isPending) return <Starting />
  if (session.data === null) return <SignIn />
  if (session.data === undefined) return <Unreachable error={session.error} retry={() => session.refetch()} />
  return (
    <MeProvider value={session.data}>
      <RouterProvider router={router} />
    </MeProvider>
  )
}
