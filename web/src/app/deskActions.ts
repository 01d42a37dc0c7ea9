import { useNavigate } from '@tanstack/react-router'
import {
  CircleHelp,
  Command,
  History,
  LogOut,
  MessagesSquare,
  Settings,
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
    ...(me.role === 'admin' ? admin : []),
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
