import { expect, test } from 'vitest'
import { clockIn, instantOf, localIn, nextAt } from './zone'

const saoPaulo = 'America/Sao_Paulo'
const noon = Date.parse('2026-11-22T15:00:00Z')

test('the wall of the company, wherever the browser is', () => {
  expect(clockIn(noon, saoPaulo)).toBe('12:00')
  expect(localIn(noon, saoPaulo)).toBe('2026-11-22T12:00:00')
  expect(instantOf('2026-11-22T12:00:00', saoPaulo)).toBe(noon)
  expect(instantOf('2026-11-22T12:00', saoPaulo)).toBe(noon)
  expect(instantOf('', saoPaulo)).toBeNull()
})

test('an hour is the next one: later today, or tomorrow', () => {
  expect(nextAt('12:30', noon, saoPaulo)).toBe('2026-11-22T15:30:00.000Z')
  expect(nextAt('12:00', noon, saoPaulo)).toBe('2026-11-23T15:00:00.000Z')
  expect(nextAt('', noon, saoPaulo)).toBeNull()
})

test('across the change to summer time', () => {
  const night = Date.parse('2026-03-28T22:00:00Z') // Stockholm: 23:00, and clocks go forward at 02:00
  expect(nextAt('06:00', night, 'Europe/Stockholm')).toBe('2026-03-29T04:00:00.000Z')
})
