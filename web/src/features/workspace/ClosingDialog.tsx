import { useNavigate } from '@tanstack/react-router'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { Confirm } from '@/shared/ui/Confirm'
import { tell } from '@/shared/ui/notify'
import { useDeed } from '@/shared/ui/useDeed'
import type { Back } from './ConversationPane'
import { act } from './queries'

interface Props {
  conversation: Conversation
  deed: 'finish' | 'archive'
  back: Back
  onClose: () => void
}

/** Finalizar and Arquivar both ask first, T-42 and T-43; nothing changes until then, T-44. */
export function ClosingDialog({ conversation, deed, back, onClose }: Props) {
  const t = useT()
  const live = useLiveStore()
  const navigate = useNavigate()
  const { busy, run } = useDeed('closing', onClose)
  const confirm = () =>
    run(async () => {
      await act(live, conversation.id, deed)
      tell(t(`closing.${deed}.done`, { name: conversation.contact.display }))
      void navigate({ to: back })
    })
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
