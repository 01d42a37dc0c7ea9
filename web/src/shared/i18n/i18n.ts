import i18next from 'i18next'
import { useCallback, useSyncExternalStore } from 'react'
import type { LocaleCode } from '@/api/types'
import { ptBR } from './catalogues/pt-BR'
import type { ptBR as settingsPt } from './catalogues/settings.pt-BR'

/**
 * The words of the desk. Portuguese is in the first load; the other languages and
 * the words of the settings come when they are wanted. Keys are flat, and a key
 * that no catalogue has does not compile.
 */
type Unplural<K> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K
export type Key = Unplural<keyof typeof ptBR>
export type SettingsKey = Unplural<keyof typeof settingsPt>
export type Params = Record<string, string | number>
export type T = (key: Key, params?: Params) => string
export type SettingsT = (key: Key | SettingsKey, params?: Params) => string

export const locales: readonly LocaleCode[] = ['pt-BR', 'sv', 'en']
export const localeNames: Record<LocaleCode, string> = { 'pt-BR': 'Português', sv: 'Svenska', en: 'English' }

type Words = Record<string, string>
type Loader = (locale: LocaleCode) => Promise<Words>
const storeKey = 'pronto.locale'

const core: Loader = async locale => {
  if (locale === 'sv') return (await import('./catalogues/sv')).sv
  if (locale === 'en') return (await import('./catalogues/en')).en
  return ptBR
}
const loaders: Loader[] = [core]

/** CLDR counts none as one in Portuguese; people say “0 atendentes”. */
function withNone(words: Words): Words {
  const several = Object.entries(words).filter(([key]) => key.endsWith('_other'))
  return {
    ...words,
    ...Object.fromEntries(several.map(([key, word]) => [key.replace(/_other$/, '_zero'), word])),
  }
}

void i18next.init({
  lng: 'pt-BR',
  fallbackLng: 'pt-BR',
  resources: { 'pt-BR': { translation: withNone(ptBR) } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false }, // React escapes
})

/** Adds a catalogue that a lazily loaded part of the desk brings along. */
export async function addCatalogue(loader: Loader) {
  if (loaders.includes(loader)) return
  loaders.push(loader)
  add(locale(), await loader(locale()))
  if (locale() !== 'pt-BR') add('pt-BR', await loader('pt-BR'))
}

function add(code: LocaleCode, words: Words) {
  i18next.addResourceBundle(code, 'translation', withNone(words), true, true)
}

export const locale = () => i18next.language as LocaleCode

export async function setLocale(code: LocaleCode) {
  for (const words of await Promise.all(loaders.map(load => load(code)))) add(code, words)
  await i18next.changeLanguage(code)
  document.documentElement.lang = code
  localStorage.setItem(storeKey, code)
}

/** The language of before: chosen here, else the browser's, else Portuguese. */
export function rememberedLocale(): LocaleCode {
  const wanted = [localStorage.getItem(storeKey), ...navigator.languages]
  for (const w of wanted) {
    const found = locales.find(l => w && l.slice(0, 2) === w.slice(0, 2))
    if (found) return found
  }
  return 'pt-BR'
}

function subscribe(listener: () => void) {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

export function useLocale(): LocaleCode {
  return useSyncExternalStore(subscribe, locale)
}

export function useT(): T {
  const language = useLocale()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another t
  return useCallback((key, params) => i18next.t(key, params ?? {}), [language])
}

export const t: T = (key, params) => i18next.t(key, params ?? {})

/** Words for a code the server sent: undefined when the catalogue has none. */
export function wordsFor(family: string, code: string, params?: Params): string | undefined {
  const key = `${family}.${code}`
  return i18next.exists(key) ? String(i18next.t(key, params ?? {})) : undefined
}
