import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { problemText, useT } from '@/shared/i18n'
import { Confirm } from '@/shared/ui'
import { act } from './queries'

interface Props {
  conversation: Conversation
  deed: 'finish' | 'archive'
  back: '/work' | '/history'
  onClose: () => void
}

/** Finalizar and Arquivar both ask first, T-42 and T-43; nothing changes until then, T-44. */
export function ClosingDialog({ conversation, deed, back, onClose }: Props) {
  const t = useT()
  const live = useLiveStore()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    try {
      await act(live, conversation.id, deed)
      onClose()
      notifications.show({ message: t(`closing.${deed}.done`, { name: conversation.contact.display }) })
      void navigate({ to: back })
    } catch (error) {
      notifications.show({ role: 'alert', color: 'red', message: problemText(error) })
      setBusy(false)
    }
  }
  return (
    <Confirm
      opened
      title={t(`closing.${deed}.title`)}
      confirm={t(`conv.${deed}`)}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t(`closing.${deed}.text`, { name: conversation.contact.display })}
    </Confirm>
  )
}
