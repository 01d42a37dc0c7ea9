import { useQuery } from '@tanstack/react-query'
import { CalendarClock, CircleHelp, Phone, Rows3, ToggleLeft } from 'lucide-react'
import { useCallback } from 'react'
import type { StatusName } from '@/api'
import { useLiveStore } from '@/live'
import type { Action } from '@/shared/actions'
import { useMe } from '@/shared/session'
import { icons } from './icons'
import { choose } from './model'
import { declare, endWrapUp, reasonsQuery, useStatus } from './queries'
import { showLayer } from './store'

/** Chooses a status, asking for the pause's reason where one is asked for. */
export function useChoose(): (status: StatusName) => void {
  const live = useLiveStore()
  const now = useStatus()
  const { pause_reason_rule: rule } = useMe()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  return useCallback(
    (wanted: StatusName) => {
      const choice = choose(wanted, now, reasons, rule)
      showLayer(choice.do === 'ask' ? 'reasons' : null)
      if (choice.do === 'set') void declare(live, choice.status)
    },
    [live, now, reasons, rule],
  )
}

export function useStatusActions(): Action[] {
  const me = useMe()
  const live = useLiveStore()
  const pick = useChoose()
  const { status, hold } = useStatus()
  if (!me.permissions.includes('status.set')) return []
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
    {
      id: 'status.wrapup',
      label: 'status.wrapup.end',
      icon: Phone,
      disabled: hold?.state !== 'wrap_up',
      run: () => void endWrapUp(live),
    },
    { id: 'status.queues', label: 'status.queues', icon: Rows3, run: () => showLayer('queues') },
    {
      id: 'status.next',
      label: 'status.next',
      icon: CalendarClock,
      disabled: status === 'invisible',
      run: () => showLayer('next'),
    },
    { id: 'status.why', label: 'idle.title', icon: CircleHelp, run: () => showLayer('why') },
  ]
}
