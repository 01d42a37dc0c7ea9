import { useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { Confirm } from '@/shared/ui/Confirm'
import { warnOf } from '@/shared/ui/notify'
import { takeOver } from './queries'
import { useRoomT } from './words'

interface Props {
  conversation: Conversation
  /** It is mine now. */
  onTaken: () => void
  onClose: () => void
}

export function TakeOverDialog({ conversation: c, onTaken, onClose }: Props) {
  const t = useRoomT()
  const live = useLiveStore()
  const [busy, setBusy] = useState(false)
  const [asked] = useState(c) // what was on the screen when it was decided
  const confirm = async () => {
    setBusy(true)
    try {
      await takeOver(live, asked)
      onClose()
      onTaken()
    } catch (error) {
      warnOf(error, { id: 'take-over', stay: true })
      setBusy(false)
    }
  }
  return (
    <Confirm
      opened
      title={t('room.take.title', { name: c.contact.display })}
      confirm={t('room.take.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      {c.state === 'assigned'
        ? t('room.take.text', { agent: c.agent?.name ?? '' })
        : t('room.take.text.waiting')}
    </Confirm>
  )
}
