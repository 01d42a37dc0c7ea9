import { useState } from 'react'
import { type ApiError, asApiError } from '@/api'
import { unwarn, warnOf } from './notify'

/**
 * What a dialog asks for: busy while it is done; then the dialog closes, or stays and
 * says why not. What went on since it was shown is no more to be decided on here.
 * What the dialog says itself, beside a field, is said there alone.
 */
export function useDeed(id: string, onClose: () => void, said: (error: ApiError) => boolean = () => false) {
  const [busy, setBusy] = useState(false)
  const run = async (deed: () => Promise<void>) => {
    setBusy(true)
    try {
      await deed()
      unwarn(id)
      onClose()
    } catch (error) {
      const why = asApiError(error)
      if (!said(why)) warnOf(error, { id, stay: true })
      if (why.code === 'moved_on') onClose()
      else setBusy(false)
    }
  }
  return { busy, run }
}
