import { useCallback } from 'react'
import { api, call, type LocaleCode } from '@/api'
import { setLocale } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { warnOf } from '@/shared/ui/notify'
import { queryClient, sessionQuery } from '../session'

/** Speaks the language at once and has the server remember it. */
export function useChangeLocale() {
  const me = useMe()
  return useCallback(
    async (locale: LocaleCode) => {
      await setLocale(locale)
      try {
        const saved = await call(api.PUT('/api/v1/me', { body: { name: me.name, locale } }))
        queryClient.setQueryData(sessionQuery.queryKey, saved)
      } catch (error) {
        warnOf(error)
      }
    },
    [me.name],
  )
}
