import { useCallback } from 'react'
import { asApiError } from '@/api'
import { problemText, t } from '@/shared/i18n'
import { warn } from '@/shared/ui/notify'
import { signOut } from '../session'

/** Signing out is refused while conversations are open; S-04 says it word for word. */
export function useSignOut() {
  return useCallback(async () => {
    try {
      await signOut()
    } catch (error) {
      const blocked = asApiError(error).code === 'logout_blocked'
      warn(blocked ? t('logout.blocked') : problemText(error), { id: 'signout', stay: true })
    }
  }, [])
}
