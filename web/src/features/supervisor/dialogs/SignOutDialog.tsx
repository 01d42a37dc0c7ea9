import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { Confirm } from '@/shared/ui/Confirm'
import { tell } from '@/shared/ui/notify'
import { useDeed } from '@/shared/ui/useDeed'
import { signOut } from '../acts'

/** Ends what somebody left behind who vanished, or signs out who is there. */
export function SignOutDialog({ agent, onClose }: { agent: RoomAgent; onClose: () => void }) {
  const t = useRoomT()
  const live = useLiveStore()
  const { busy, run } = useDeed('room', onClose)
  const { name } = agent
  const confirm = () =>
    run(async () => {
      await signOut(live, agent.user)
      tell(t('room.signout.done', { name }))
    })
  return (
    <Confirm
      opened
      danger
      title={t('room.signout.title', { name })}
      confirm={t('room.signout.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      {agent.presence === 'connected' && <p>{t('room.signout.present')}</p>}
      <p>{t('room.signout.text', { count: agent.open })}</p>
    </Confirm>
  )
}
