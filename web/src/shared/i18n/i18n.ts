import { useCallback, useSyncExternalStore } from 'react'
import type { LocaleCode } from '@/api/types'
import { ptBR } from './catalogues/pt-BR'
import type { ptBR as roomPt } from './catalogues/room.pt-BR'
import type { ptBR as settingsPt } from './catalogues/settings.pt-BR'

/**
 * The words of the desk. Portuguese is in the first load; the other languages and
 * the words of the settings come when they are wanted. Keys are flat, and a key
 * that no catalogue has does not compile.
 */
type Unplural<K> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K
export type Key = Unplural<keyof typeof ptBR>
export type RoomKey = Unplural<keyof typeof roomPt>
export type SettingsKey = Unplural<keyof typeof settingsPt>
export type Params = Record<string, string | number>
export type T = (key: Key, params?: Params) => string
export type RoomT = (key: Key | RoomKey, params?: Params) => string
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

const known: Record<LocaleCode, Words> = { 'pt-BR': ptBR, sv: {}, en: {} }
let current: LocaleCode = 'pt-BR'
const listeners = new Set<() => void>()

/** Adds a catalogue that a lazily loaded part of the desk brings along. */
export async function addCatalogue(loader: Loader) {
  if (loaders.includes(loader)) return
  loaders.push(loader)
  add(current, await loader(current))
  if (current !== 'pt-BR') add('pt-BR', await loader('pt-BR'))
}

function add(code: LocaleCode, words: Words) {
  known[code] = { ...known[code], ...words }
}

export const locale = () => current

export async function setLocale(code: LocaleCode) {
  for (const words of await Promise.all(loaders.map(load => load(code)))) add(code, words)
  current = code
  document.documentElement.lang = code
  localStorage.setItem(storeKey, code)
  for (const listener of listeners) listener()
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
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useLocale(): LocaleCode {
  return useSyncExternalStore(subscribe, locale)
}

export function useT(): T {
  const language = useLocale()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another t
  return useCallback((key, params) => t(key, params), [language])
}

export const t: T = (key, params) => say(key, params) ?? key

/** Words for a code the server sent: undefined when the catalogue has none. */
export const wordsFor = (family: string, code: string, params?: Params) => say(`${family}.${code}`, params)

/** In the chosen language, else in Portuguese. Values are filled in as they are: React escapes. */
function say(key: string, params: Params = {}): string | undefined {
  const words = find(known[current], key, params) ?? find(known['pt-BR'], key, params)
  return words?.replace(/{{(\w+)}}/g, (_, name: string) => String(params[name] ?? ''))
}

/** One is one, and none is several, also in Portuguese, where CLDR has it otherwise: “0 atendentes”. */
function find(words: Words, key: string, { count }: Params): string | undefined {
  const form = count === undefined ? undefined : words[`${key}_${count === 1 ? 'one' : 'other'}`]
  return form ?? words[key]
}
