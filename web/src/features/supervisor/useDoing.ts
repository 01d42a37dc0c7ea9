import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useMe } from '@/shared/session'
import { type Doing, doing } from './model'

/** What an agent does, in the installation's vocabulary: Ready (2), Pós-atendimento, Em pausa. */
export function useDoing(agent: RoomAgent): { text: string; since: string | null; serving: boolean } | null {
  const t = useRoomT()
  const me = useMe()
  const found: Doing | null = doing(agent, me.vocabulary)
  if (!found) return null
  const number = found.open === null ? '' : ` (${found.open})`
  return { text: t(found.words) + number, since: found.since, serving: found.words === 'room.doing.serving' }
}
