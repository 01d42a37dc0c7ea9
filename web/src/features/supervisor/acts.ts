import { api, call, type RoomAgent, type StatusName } from '@/api'
import type { Live } from '@/live'

/** What a supervisor does to an agent. The row comes back changed; the feed would bring it too. */
function take(live: Live, row: RoomAgent): RoomAgent {
  live.merge('agent', [{ ...row, id: row.user }], row.rev)
  return row
}

/** Refused when another supervisor has set a status after the one that was shown. */
export async function setStatus(
  live: Live,
  { user: id, since: seen }: RoomAgent,
  status: StatusName,
  reason?: string,
) {
  const body = reason ? { status, reason, seen } : { status, seen }
  return take(live, await call(api.PUT('/api/v1/agents/{id}/status', { params: { path: { id } }, body })))
}

export async function signOut(live: Live, id: string) {
  return take(live, await call(api.POST('/api/v1/agents/{id}/sign-out', { params: { path: { id } } })))
}

/** Now, without an instant. */
export async function drain(live: Live, id: string, at: string | null) {
  const body = at ? { at } : {}
  return take(live, await call(api.POST('/api/v1/agents/{id}/drain', { params: { path: { id } }, body })))
}

export async function cancelDrain(live: Live, id: string) {
  return take(live, await call(api.DELETE('/api/v1/agents/{id}/drain', { params: { path: { id } } })))
}
