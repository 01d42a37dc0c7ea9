import { createContext, useContext, useMemo } from 'react'
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

/** Times as this desk shows them: the person's language, the company's time zone. */
export function useFormats(): Formats {
  const { time_zone } = useMe()
  const locale = useLocale()
  return useMemo(() => formats(locale, time_zone || 'UTC'), [locale, time_zone])
}
