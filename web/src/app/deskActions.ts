import { useNavigate } from '@tanstack/react-router'
import {
  ChartColumn,
  ChartNoAxesGantt,
  CircleHelp,
  Command,
  History,
  LogOut,
  MessagesSquare,
  RadioTower,
  Settings,
  ShieldCheck,
  SlidersHorizontal,
} from 'lucide-react'
import type { Action } from '@/shared/actions'
import { useMe } from '@/shared/session'
import { useSignOut } from './account/signOut'
import { showOverlay } from './overlay'

/** What can be done from anywhere. */
export function useDeskActions(): Action[] {
  const navigate = useNavigate()
  const me = useMe()
  const signOut = useSignOut()
  const admin: Action[] = [
    {
      id: 'go.settings',
      label: 'nav.settings',
      icon: Settings,
      keys: ',',
      run: () => navigate({ to: '/settings' }),
    },
  ]
  const room: Action[] = [
    { id: 'go.room', label: 'nav.room', icon: RadioTower, keys: 'v', run: () => navigate({ to: '/room' }) },
  ]
  const reports: Action[] = [
    {
      id: 'go.reports',
      label: 'nav.reports',
      icon: ChartColumn,
      keys: 'b',
      run: () => navigate({ to: '/reports' }),
    },
  ]
  return [
    {
      id: 'go.work',
      label: 'nav.work',
      icon: MessagesSquare,
      keys: 'g',
      run: () => navigate({ to: '/work' }),
    },
    {
      id: 'go.history',
      label: 'nav.history',
      icon: History,
      keys: '/',
      run: () => navigate({ to: '/history' }),
    },
    { id: 'go.day', label: 'nav.day', icon: ChartNoAxesGantt, run: () => navigate({ to: '/day' }) },
    { id: 'go.checks', label: 'nav.checks', icon: ShieldCheck, run: () => navigate({ to: '/checks' }) },
    ...(me.permissions.includes('room.view') ? room : []),
    ...(me.permissions.includes('reports.view') ? reports : []),
    ...(me.permissions.includes('settings.view') ? admin : []),
    { id: 'palette', label: 'palette.open', icon: Command, keys: 'mod+k', run: () => showOverlay('palette') },
    { id: 'help', label: 'help.title', icon: CircleHelp, keys: '?', run: () => showOverlay('help') },
    {
      id: 'preferences',
      label: 'account.preferences',
      icon: SlidersHorizontal,
      run: () => showOverlay('preferences'),
    },
    { id: 'signout', label: 'account.signout', icon: LogOut, run: signOut },
  ]
}
