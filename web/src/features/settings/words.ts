import type { LocaleCode } from '@/api'
import { addCatalogue, type SettingsT, useT } from '@/shared/i18n'

async function words(locale: LocaleCode): Promise<Record<string, string>> {
  if (locale === 'sv') return (await import('@/shared/i18n/catalogues/settings.sv')).sv
  if (locale === 'en') return (await import('@/shared/i18n/catalogues/settings.en')).en
  return (await import('@/shared/i18n/catalogues/settings.pt-BR')).ptBR
}

/** The words of the settings come with the settings. */
export const loadWords = () => addCatalogue(words)

export const useSettingsT = () => useT() as SettingsT

/** The kinds of which there are several. */
export type PageName = 'users' | 'roles' | 'queues' | 'reasons' | 'channels'
