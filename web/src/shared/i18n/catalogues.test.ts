import { describe, expect, test } from 'vitest'
import { en } from './catalogues/en'
import { ptBR } from './catalogues/pt-BR'
import { en as settingsEn } from './catalogues/settings.en'
import { ptBR as settingsPt } from './catalogues/settings.pt-BR'
import { sv as settingsSv } from './catalogues/settings.sv'
import { sv } from './catalogues/sv'

const sets = [
  { name: 'desk', pt: ptBR, others: { sv, en } },
  { name: 'settings', pt: settingsPt, others: { sv: settingsSv, en: settingsEn } },
] as { name: string; pt: Record<string, string>; others: Record<string, Record<string, string>> }[]

const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(m => m[1]).sort()

describe.each(sets)('catalogues of the $name', ({ pt, others }) => {
  test.each(Object.keys(others))('%s has the same keys', name => {
    expect(Object.keys(others[name] ?? {}).sort()).toEqual(Object.keys(pt).sort())
  })

  test.each(Object.keys(others))('%s has the same places to fill, and no empty words', name => {
    for (const [key, text] of Object.entries(others[name] ?? {})) {
      expect(holes(text), key).toEqual(holes(pt[key] ?? ''))
      expect(text.trim(), key).not.toBe('')
    }
  })
})

test('the two sets share no key', () => {
  expect(Object.keys(ptBR).filter(key => key in settingsPt)).toEqual([])
})

describe('strings kept word for word', () => {
  test('S-04 logout.blocked', () => {
    expect(ptBR['logout.blocked']).toBe(
      'Você não pode fazer logout enquanto houver atendimentos em andamento. Finalize-os para sair da aplicação',
    )
  })
  test('S-25 conn.field', () => {
    expect(ptBR['conn.field']).toBe('Perda de Conexão')
  })
  test('S-26 conn.alert', () => {
    expect(ptBR['conn.alert']).toBe(
      'Perda de conexão. Você está offline. Aguarde um instante para realizar o envio de mensagens',
    )
  })
  test('B-STATUS-01 T-02 T-03 T-41 labels', () => {
    expect([ptBR['status.online'], ptBR['status.paused'], ptBR['status.invisible']]).toEqual([
      'Online',
      'Em pausa',
      'Invisível',
    ])
    expect([ptBR['nav.work'], ptBR['list.queue'], ptBR['list.pending']]).toEqual([
      'Atividades',
      'Na fila',
      'Pendente',
    ])
    expect([ptBR['conv.archive'], ptBR['conv.finish']]).toEqual(['Arquivar', 'Finalizar'])
  })
})
