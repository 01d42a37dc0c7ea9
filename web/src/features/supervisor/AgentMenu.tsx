import { Menu } from '@mantine/core'
import { LogOut, PackageOpen, PackageX, ToggleLeft, UserSearch } from 'lucide-react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { tell, warnOf } from '@/shared/ui/notify'
import { cancelDrain } from './acts'
import { useHands, useMay } from './asks'
import { usePast } from './clock'
import { RowMenu } from './RowMenu'

/** What can be done to an agent, as far as one may. */
export function AgentMenu({ agent }: { agent: RoomAgent }) {
  const t = useRoomT()
  return <RowMenu label={t('room.acts.of', { name: agent.name })} items={() => <Items agent={agent} row />} />
}

/** Beside the agent's name in full: no menu where nothing may be done. */
export function AgentPanelMenu({ agent }: { agent: RoomAgent }) {
  const t = useRoomT()
  if (useAgentActs(agent).length === 0) return null
  return <RowMenu label={t('room.acts.of', { name: agent.name })} items={() => <Items agent={agent} />} />
}

function Items({ agent, row = false }: { agent: RoomAgent; row?: boolean }) {
  const t = useRoomT()
  const acts = useAgentActs(agent)
  const { showAgent } = useHands()
  return (
    <>
      {row && (
        <Menu.Item leftSection={<UserSearch size={16} />} onClick={() => showAgent(agent.user)}>
          {t('room.act.open')}
        </Menu.Item>
      )}
      {acts.map(({ key, label, icon: Icon, run }) => (
        <Menu.Item key={key} leftSection={<Icon size={16} />} onClick={run}>
          {t(label)}
        </Menu.Item>
      ))}
    </>
  )
}

function useAgentActs(agent: RoomAgent) {
  const t = useRoomT()
  const may = useMay()
  const live = useLiveStore()
  const past = usePast()
  const { ask } = useHands()
  if (past !== null) return []
  const undrain = async () => {
    try {
      await cancelDrain(live, agent.user)
      tell(t('room.undrain.done', { name: agent.name }))
    } catch (error) {
      warnOf(error, { id: 'room' })
    }
  }
  const away = agent.presence === 'gone' && agent.status === 'invisible'
  return [
    may('agent.set_status') && {
      key: 'status',
      label: 'room.act.status' as const,
      icon: ToggleLeft,
      run: () => ask({ what: 'status', agent }),
    },
    may('conversation.move') &&
      !agent.drain && {
        key: 'drain',
        label: 'room.act.drain' as const,
        icon: PackageOpen,
        run: () => ask({ what: 'drain', agent }),
      },
    may('conversation.move') &&
      agent.drain && { key: 'undrain', label: 'room.act.undrain' as const, icon: PackageX, run: undrain },
    may('agent.sign_out') &&
      !away && {
        key: 'signout',
        label: 'room.act.signout' as const,
        icon: LogOut,
        run: () => ask({ what: 'signout', agent }),
      },
  ].filter(act => act !== false && act !== undefined && act !== null)
}
