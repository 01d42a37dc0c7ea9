import { useState } from 'react'
import { useT } from '@/shared/i18n'
import { Confirm } from '@/shared/ui/Confirm'
import { atHand, leave } from './signOut'

/** Asks whoever leaves with work at hand, naming what stays theirs (C-10). */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const { open, call } = atHand()
  const confirm = async () => {
    setBusy(true)
    await leave(true)
    onClose()
  }
  return (
    <Confirm
      opened
      title={t('logout.title')}
      confirm={t('account.signout')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      {open > 0 && <p>{t('logout.open', { count: open })}</p>}
      {call && <p>{t('logout.call')}</p>}
    </Confirm>
  )
}
