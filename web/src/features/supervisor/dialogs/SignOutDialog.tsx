import { useState } from 'react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { Confirm } from '@/shared/ui/Confirm'
import { tell, warnOf } from '@/shared/ui/notify'
import { signOut } from '../acts'

/** Ends what somebody left behind who vanished, or signs out who is there. */
export function SignOutDialog({ agent, onClose }: { agent: RoomAgent; onClose: () => void }) {
  const t = useRoomT()
  const live = useLiveStore()
  const [busy, setBusy] = useState(false)
  const { name } = agent
  const confirm = async () => {
    setBusy(true)
    try {
      await signOut(live, agent.user)
      onClose()
      tell(t('room.signout.done', { name }))
    } catch (error) {
      warnOf(error, { id: 'room', stay: true })
      setBusy(false)
    }
  }
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
      {t('room.signout.text', { count: agent.open })}
    </Confirm>
  )
}
