import { useLocale, wordsFor } from '@/shared/i18n'
import { useMineT } from '@/shared/i18n/mine'
import { useMe } from '@/shared/session'
import { inWords } from './model'

/** Lengths that stand beside times of day: 12:30 would be read as one. */
export function useLengthWords(): (ms: number) => string {
  const locale = useLocale()
  return ms => inWords(ms, locale)
}

/**
 * The words of a stretch. Blip's offline is nobody's status (B-STATUS-02): of the
 * past it says that the desk was closed. Smartspace's Offline is the same word for
 * another thing (C-06): whoever shows both on one page says which is which.
 */
export function useLabelWords(): (label: string, reason: string | null) => string {
  const t = useMineT()
  const { vocabulary } = useMe()
  const family = vocabulary === 'blip' ? 'status' : `status.${vocabulary}`
  return (label, reason) => {
    const word =
      vocabulary === 'blip' && label === 'offline' ? t('day.offline') : (wordsFor(family, label) ?? label)
    return reason ? `${word} · ${reason}` : word
  }
}
