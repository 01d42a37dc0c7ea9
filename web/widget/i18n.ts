import { en } from './locales/en'
import { ptBR } from './locales/pt-BR'
import { sv } from './locales/sv'

export type Strings = Record<keyof typeof en, string>
export type Locale = 'pt-BR' | 'sv' | 'en'

export const catalogue: Record<Locale, Strings> = { 'pt-BR': ptBR, sv, en }

/**
 * The language to speak: what the page asked for, else the channel's, else the
 * browser's; the first of them that we know. "pt" and "pt-PT" read Brazilian.
 */
export function chooseLocale(...wished: (string | undefined)[]): Locale {
  for (const wish of wished) {
    const known = (Object.keys(catalogue) as Locale[]).find(
      locale => locale.slice(0, 2) === wish?.slice(0, 2).toLowerCase(),
    )
    if (known) return known
  }
  return 'en'
}

/** Puts values into the {places} of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, key: string) => String(values[key] ?? place))
}
