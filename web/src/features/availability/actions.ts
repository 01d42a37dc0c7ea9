import { useQuery } from '@tanstack/react-query'
import { CircleHelp, ToggleLeft } from 'lucide-react'
import { useCallback } from 'react'
import type { StatusName } from '@/api'
import { useLiveStore } from '@/live'
import type { Action } from '@/shared/actions'
import { icons } from './icons'
import { choose } from './model'
import { declare, reasonsQuery, useStatus } from './queries'
import { showLayer } from './store'

/** Chooses a status, asking for the pause's reason when there are any. */
export function useChoose(): (status: StatusName) => void {
  const live = useLiveStore()
  const now = useStatus()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  return useCallback(
    (wanted: StatusName) => {
      const choice = choose(wanted, now, reasons)
      showLayer(choice.do === 'ask' ? 'reasons' : null)
      if (choice.do === 'set') void declare(live, choice.status)
    },
    [live, now, reasons],
  )
}

export function useStatusActions(): Action[] {
  const pick = useChoose()
  return [
    { id: 'status.menu', label: 'status.change', icon: ToggleLeft, keys: 's', run: () => showLayer('menu') },
    { id: 'status.online', label: 'status.go.online', icon: icons.online, run: () => pick('online') },
    { id: 'status.paused', label: 'status.go.paused', icon: icons.paused, run: () => pick('paused') },
    {
      id: 'status.invisible',
      label: 'status.go.invisible',
      icon: icons.invisible,
      run: () => pick('invisible'),
    },
    { id: 'status.why', label: 'idle.title', icon: CircleHelp, run: () => showLayer('why') },
  ]
}
