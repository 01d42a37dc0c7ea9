import { useCallback } from 'react'
import { asApiError } from '@/api'
import { problemText, t } from '@/shared/i18n'
import { warn } from '@/shared/ui/notify'
import { showOverlay } from '../overlay'
import { signOut } from '../session'

/** What stays with the person who leaves, as the server counted it. */
export interface AtHand {
  open: number
  call: boolean
}

let asked: AtHand = { open: 0, call: false }

/** What the person is asked about before they leave. */
export const atHand = () => asked

/**
 * Signing out with work at hand is refused, which S-04 says word for word, or,
 * where the company allows it, asked about first (C-10): the server knows which.
 */
export async function leave(sure: boolean) {
  try {
    await signOut(sure)
  } catch (error) {
    const { code, params } = asApiError(error)
    if (code === 'logout_unconfirmed') {
      asked = { open: Number(params.open), call: params.call === 'true' }
      showOverlay('signout')
      return
    }
    const text = code === 'logout_blocked' ? t('logout.blocked') : problemText(error)
    warn(text, { id: 'signout', stay: true })
  }
}

export function useSignOut() {
  return useCallback(() => void leave(false), [])
}
