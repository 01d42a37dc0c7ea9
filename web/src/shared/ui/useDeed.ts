import { useState } from 'react'
import { asApiError } from '@/api'
import { unwarn, warnOf } from './notify'

/**
 * What a dialog asks for: busy while it is done; then the dialog closes, or stays and
 * says why not. What went on since it was shown is no more to be decided on here.
 */
export function useDeed(id: string, onClose: () => void) {
  const [busy, setBusy] = useState(false)
  const run = async (deed: () => Promise<void>) => {
    setBusy(true)
    try {
      await deed()
      unwarn(id)
      onClose()
    } catch (error) {
      warnOf(error, { id, stay: true })
      if (asApiError(error).code === 'moved_on') onClose()
      else setBusy(false)
    }
  }
  return { busy, run }
}
