import { createContext, useContext } from 'react'
import type { Me } from '@/api'
import { useLocale } from '@/shared/i18n'
import { type Formats, formats } from '@/shared/time/format'

const Context = createContext<Me | null>(null)

export const MeProvider = Context.Provider

/** Who sits at this desk. */
export function useMe(): Me {
  const me = useContext(Context)
  if (!me) throw new Error('useMe outside of the desk')
  return me
}

/** Made once: a formatter is dear, and every clock of a long list asks for it. */
const made = new Map<string, Formats>()

/** Times as this desk shows them: the person's language, the company's time zone. */
export function useFormats(): Formats {
  const { time_zone } = useMe()
  const locale = useLocale()
  const zone = time_zone || 'UTC'
  const key = `${locale} ${zone}`
  const known = made.get(key) ?? formats(locale, zone)
  made.set(key, known)
  return known
}
