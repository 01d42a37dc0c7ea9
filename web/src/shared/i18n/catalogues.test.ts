import { describe, expect, test } from 'vitest'
import openapi from '../../../openapi.json'
import { en } from './catalogues/en'
import { en as mineEn } from './catalogues/mine.en'
import { ptBR as minePt } from './catalogues/mine.pt-BR'
import { sv as mineSv } from './catalogues/mine.sv'
import { ptBR } from './catalogues/pt-BR'
import { en as reportsEn } from './catalogues/reports.en'
import { ptBR as reportsPt } from './catalogues/reports.pt-BR'
import { sv as reportsSv } from './catalogues/reports.sv'
import { en as roomEn } from './catalogues/room.en'
import { ptBR as roomPt } from './catalogues/room.pt-BR'
import { sv as roomSv } from './catalogues/room.sv'
import { en as settingsEn } from './catalogues/settings.en'
import { ptBR as settingsPt } from './catalogues/settings.pt-BR'
import { sv as settingsSv } from './catalogues/settings.sv'
import { sv } from './catalogues/sv'

const sets = [
  { name: 'desk', pt: ptBR, others: { sv, en } },
  { name: 'live room', pt: roomPt, others: { sv: roomSv, en: roomEn } },
  { name: 'settings', pt: settingsPt, others: { sv: settingsSv, en: settingsEn } },
  { name: 'reports', pt: reportsPt, others: { sv: reportsSv, en: reportsEn } },
  { name: 'mine', pt: minePt, others: { sv: mineSv, en: mineEn } },
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

test('the sets share no key', () => {
  const keys = sets.flatMap(s => Object.keys(s.pt))
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})

/** What the server may answer with, from its own document. */
interface Named {
  enum?: string[]
  items?: Named
}
const schemas = openapi.components.schemas as unknown as Record<string, { properties: Record<string, Named> }>
const namesOf = (schema: string, property: string) => {
  const found = schemas[schema]?.properties[property]
  return found?.enum ?? found?.items?.enum ?? []
}

describe('every answer of the server has its words', () => {
  const desks = [ptBR, sv, en] as Record<string, string>[]
  const missing = (keys: string[]) => keys.filter(key => desks.some(words => !words[key]))

  test.each(['reasons', 'calls'])('1.8.6 why do I receive nothing, by %s', property => {
    const rules = namesOf('WhyIdle', property)
    expect(rules).toContain('phone_blocked')
    expect(missing(rules.map(rule => `idle.rule.${rule}`))).toEqual([])
  })
  test('why me, however it came to its agent', () => {
    const sources = namesOf('Trace', 'source')
    expect(sources).toContain('take_over')
    expect(missing(sources.flatMap(s => ['me', 'other'].map(whose => `trace.source.${s}.${whose}`)))).toEqual(
      [],
    )
  })
  test('who was left out, and why something waits', () => {
    const rules = namesOf('RuleCount', 'rule')
    const reasons = namesOf('Waiting', 'reason')
    expect([rules.length > 0, reasons.length > 0]).toEqual([true, true])
    expect(missing(rules.map(rule => `rule.${rule}`))).toEqual([])
    expect(missing(reasons.map(reason => `waiting.reason.${reason}`))).toEqual([])
  })
})

describe('strings kept word for word', () => {
  test('S-04 logout.blocked', () => {
    expect(ptBR['logout.blocked']).toBe(
      'Você não pode fazer logout enquanto houver atendimentos em andamento. Finalize-os para sair da aplicação',
    )
  })
  test('B-STATUS-30 pref.keeponline', () => {
    expect(ptBR['pref.keeponline']).toBe('Continuar online ao fechar o desk')
  })
  test('S-25 conn.field', () => {
    expect(ptBR['conn.field']).toBe('Perda de Conexão')
  })
  test('S-26 conn.alert', () => {
    expect(ptBR['conn.alert']).toBe(
      'Perda de conexão. Você está offline. Aguarde um instante para realizar o envio de mensagens',
    )
  })
  test('S-37 S-39 S-44 labels of the live room', () => {
    const words = (['available', 'paused', 'inactive', 'offline'] as const).map(
      l => roomPt[`room.label.${l}`],
    )
    expect(words).toEqual(['Disponível', 'Pausa', 'Inativo', 'Offline'])
    expect([roomPt['room.agents'], roomPt['room.sessions'], roomPt['room.offline.show']]).toEqual([
      'Agentes',
      'Sessões Ativas',
      'Ver Agentes Offline',
    ])
  })
  test('P-STATUS-02 the seven of document 002', () => {
    const seven = ['ready', 'connecting', 'connected', 'wrap_up', 'busy', 'no_answer', 'pause'] as const
    expect(seven.map(s => roomEn[`room.puzzel.${s}`])).toEqual([
      'Ready',
      'Connecting',
      'Connected',
      'Wrap-up',
      'Busy',
      'No answer',
      'Pause',
    ])
    expect(roomSv['room.puzzel.no_answer']).toBe('Inget svar')
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

describe('words of the documents', () => {
  test('B-STATUS-24 the choice of Invisível says how a shift is ended', () => {
    expect(ptBR['status.invisible.meaning']).toMatch(/fim do turno.*termine os atuais e saia/)
  })

  test('P-STATUS-23 P-STATUS-34 the seven have their English names, and in Swedish those of the text', () => {
    const seven = ['ready', 'connecting', 'connected', 'wrap_up', 'busy', 'no_answer', 'pause'] as const
    const english = ['Ready', 'Connecting', 'Connected', 'Wrap-up', 'Busy', 'No answer', 'Pause']
    expect(seven.map(s => en[`status.puzzel.${s}`])).toEqual(english)
    expect(seven.map(s => ptBR[`status.puzzel.${s}`])).toEqual(english)
    expect(sv['status.puzzel.ready']).toBe('Ledig')
    expect(sv['status.puzzel.no_answer']).toBe('Inget svar')
    expect(sv['status.puzzel.wrap_up']).toBe('Efterbehandling')
    expect(sv['status.puzzel.pause']).toBe('Paus')
  })
})

test('C-06: an agent’s closed desk is one word in all of their day and in its corrections', () => {
  for (const [mine, reports] of [
    [minePt, reportsPt],
    [mineSv, reportsSv],
    [mineEn, reportsEn],
  ] as const)
    expect(mine['day.offline']).toBe(reports['reports.label.offline'])
})
