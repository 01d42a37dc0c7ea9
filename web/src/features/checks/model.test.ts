import { describe, expect, test } from 'vitest'
import { ptBR } from '@/shared/i18n/catalogues/mine.pt-BR'
import {
  type Check,
  type CheckId,
  checksOf,
  type Facts,
  needsAttention,
  readClock,
  sleepSettings,
} from './model'

const fine: Facts = {
  notices: 'granted',
  noticesWanted: true,
  microphone: 'granted',
  slept: null,
  clock: { ahead: 120, roundTrip: 40 },
  phase: 'live',
}
const check = (id: CheckId, change: Partial<Facts> = {}): Check => {
  const found = checksOf({ ...fine, ...change }).find(c => c.id === id)
  if (!found) throw new Error(id)
  return found
}

describe('S-45', () => {
  test('all is well', () => {
    expect(checksOf(fine).map(c => c.level)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(needsAttention(checksOf(fine))).toBe(0)
  })

  test('notices refused is wrong; not asked yet, or not wanted, is a choice', () => {
    expect(check('notices', { notices: 'denied' })).toMatchObject({ level: 'wrong', state: 'denied' })
    expect(check('notices', { notices: 'default' })).toMatchObject({ level: 'todo', state: 'unasked' })
    expect(check('notices', { noticesWanted: false })).toMatchObject({ level: 'todo', state: 'off' })
  })

  test('a page that was put to sleep is wrong until somebody mends it', () => {
    expect(check('tab', { slept: 1 })).toMatchObject({ level: 'wrong', state: 'slept' })
  })

  test('the microphone: refused, absent or over plain http is wrong; not asked yet is not', () => {
    for (const microphone of ['denied', 'missing', 'insecure'] as const)
      expect(check('microphone', { microphone })).toMatchObject({ level: 'wrong', state: microphone })
    expect(check('microphone', { microphone: 'unknown' })).toMatchObject({ level: 'todo', state: 'prompt' })
  })

  test('a lost line is wrong, one that begins is not', () => {
    expect(check('connection', { phase: 'lost' }).level).toBe('wrong')
    expect(check('connection', { phase: 'connecting' }).level).toBe('todo')
    expect(check('connection', { clock: 'unanswered' })).toMatchObject({ level: 'ok', state: 'live' })
  })
})

describe('the clock', () => {
  test('the round trip is halved', () => {
    expect(readClock(1_000, 1_400, 1_200)).toEqual({ ahead: 0, roundTrip: 400 })
    expect(readClock(11_000, 11_400, 1_200)).toEqual({ ahead: 10_000, roundTrip: 400 })
  })

  test('is said to be wrong only as far as that is sure', () => {
    expect(check('clock', { clock: { ahead: 12_300, roundTrip: 200 } })).toEqual({
      id: 'clock',
      level: 'wrong',
      state: 'ahead',
      params: { seconds: 12 },
    })
    expect(check('clock', { clock: { ahead: -90_000, roundTrip: 200 } }).state).toBe('behind')
    expect(check('clock', { clock: { ahead: 2_500, roundTrip: 3_000 } }).level).toBe('ok')
  })
})

test('where the list of sites that stay awake is found', () => {
  expect(sleepSettings(['Not A Brand', 'Chromium', 'Google Chrome'])).toBe('chrome')
  expect(sleepSettings(['Chromium', 'Microsoft Edge'])).toBe('edge')
  expect(sleepSettings([])).toBeNull()
})

test('every state has words', () => {
  const all: Partial<Facts>[] = [
    ...(['granted', 'default', 'denied', 'unsupported'] as const).map(notices => ({ notices })),
    { noticesWanted: false },
    ...(['granted', 'prompt', 'denied', 'insecure', 'missing', 'unknown'] as const).map(microphone => ({
      microphone,
    })),
    { slept: 1 },
    { clock: null },
    { clock: 'unanswered' },
    { clock: { ahead: 9_000, roundTrip: 1 } },
    { clock: { ahead: -9_000, roundTrip: 1 } },
    { phase: 'lost' },
    { phase: 'connecting' },
  ]
  for (const change of all)
    for (const c of checksOf({ ...fine, ...change }))
      expect(ptBR).toHaveProperty([`checks.${c.id}.${c.state}`])
})
