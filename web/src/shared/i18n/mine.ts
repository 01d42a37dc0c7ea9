import type { LocaleCode } from '@/api/types'
import type { ptBR as minePt } from './catalogues/mine.pt-BR'
import { addCatalogue, type Key, type Params, useT } from './i18n'

/** The words of a person's own pages, which come with the first of them. */
type Unplural<K> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K
export type MineKey = Unplural<keyof typeof minePt>
export type MineT = (key: Key | MineKey, params?: Params) => string

async function words(locale: LocaleCode): Promise<Record<string, string>> {
  if (locale === 'sv') return (await import('./catalogues/mine.sv')).sv
  if (locale === 'en') return (await import('./catalogues/mine.en')).en
  return (await import('./catalogues/mine.pt-BR')).ptBR
}

export const loadMineWords = () => addCatalogue(words)

export const useMineT = () => useT() as MineT
