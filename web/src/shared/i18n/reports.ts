import type { LocaleCode } from '@/api/types'
import type { ptBR as reportsPt } from './catalogues/reports.pt-BR'
import { addCatalogue, type Key, type Params, useT } from './i18n'

/** The words of the reports, which come with the first of them. */
type Unplural<K> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K
export type ReportsKey = Unplural<keyof typeof reportsPt>
export type ReportsT = (key: Key | ReportsKey, params?: Params) => string

async function words(locale: LocaleCode): Promise<Record<string, string>> {
  if (locale === 'sv') return (await import('./catalogues/reports.sv')).sv
  if (locale === 'en') return (await import('./catalogues/reports.en')).en
  return (await import('./catalogues/reports.pt-BR')).ptBR
}

export const loadReportsWords = () => addCatalogue(words)

export const useReportsT = () => useT() as ReportsT
