import type { LocaleCode } from '@/api'
import { addCatalogue, type RoomT, useT } from '@/shared/i18n'

async function words(locale: LocaleCode): Promise<Record<string, string>> {
  if (locale === 'sv') return (await import('@/shared/i18n/catalogues/room.sv')).sv
  if (locale === 'en') return (await import('@/shared/i18n/catalogues/room.en')).en
  return (await import('@/shared/i18n/catalogues/room.pt-BR')).ptBR
}

/** The words of the live room come with it, and with looking on at the work of others. */
export const loadRoomWords = () => addCatalogue(words)

export const useRoomT = () => useT() as RoomT
