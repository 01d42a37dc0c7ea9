import { useNavigate } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, Inbox, MessagesSquare } from 'lucide-react'
import { type Action, useActions } from '@/shared/actions'
import { neighbour } from './list/model'
import { showTab, useTab } from './list/tab'
import { usePending, useWaiting } from './list/useLists'

/** Moving through the lists without a mouse; with Alt also while typing. */
export function useListActions(selected: string | undefined) {
  const navigate = useNavigate()
  const tab = useTab()
  const lists = { queue: useWaiting(), pending: usePending() }
  const go = (step: 1 | -1) => () => {
    const id = neighbour(lists[tab], selected, step)
    if (id) void navigate({ to: '/work/$id', params: { id } })
  }
  const actions: Action[] = [
    { id: 'list.queue', label: 'list.queue', icon: Inbox, keys: '1', run: () => showTab('queue') },
    {
      id: 'list.pending',
      label: 'list.pending',
      icon: MessagesSquare,
      keys: '2',
      run: () => showTab('pending'),
    },
    { id: 'list.next', label: 'list.next', icon: ArrowDown, keys: 'j', run: go(1) },
    { id: 'list.previous', label: 'list.previous', icon: ArrowUp, keys: 'k', run: go(-1) },
    { id: 'list.next.alt', label: 'list.next', icon: ArrowDown, keys: 'alt+ArrowDown', run: go(1) },
    { id: 'list.previous.alt', label: 'list.previous', icon: ArrowUp, keys: 'alt+ArrowUp', run: go(-1) },
  ]
  useActions(actions)
}
