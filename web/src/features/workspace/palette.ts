import { useNavigate } from '@tanstack/react-router'
import { usePending, useWaiting } from './list/useLists'

/** The conversations at hand, as lines of the command palette. */
export function usePaletteConversations() {
  const navigate = useNavigate()
  return [...usePending(), ...useWaiting()].slice(0, 50).map(c => ({
    id: c.id,
    label: c.contact.display,
    description: `${c.queue.name} · #${c.protocol}`,
    onClick: () => void navigate({ to: '/work/$id', params: { id: c.id } }),
  }))
}
