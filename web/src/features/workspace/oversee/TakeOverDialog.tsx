import { useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { Confirm } from '@/shared/ui/Confirm'
import { useDeed } from '@/shared/ui/useDeed'
import { takeOver } from './queries'
import { useRoomT } from './words'

interface Props {
  conversation: Conversation
  /** It is mine now. */
  onTaken: () => void
  onClose: () => void
}

export function TakeOverDialog({ conversation, onTaken, onClose }: Props) {
  const t = useRoomT()
  const live = useLiveStore()
  const [asked] = useState(conversation) // what was on the screen when it was decided
  const { busy, run } = useDeed('take-over', onClose)
  const confirm = () =>
    run(async () => {
      await takeOver(live, asked)
      onTaken()
    })
  return (
    <Confirm
      opened
      title={t('room.take.title', { name: asked.contact.display })}
      confirm={t('room.take.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      {asked.state === 'assigned'
        ? t('room.take.text', { agent: asked.agent?.name ?? '' })
        : t('room.take.text.waiting')}
    </Confirm>
  )
}
