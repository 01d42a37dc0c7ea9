import { describe, expect, test } from 'vitest'
import { type CorrectionDraft, correctionFaults, shownAt, toCorrection } from './correction'

const zone = 'America/Sao_Paulo'
const exact = ['2026-03-02T12:00:00.250Z', '2026-03-02T12:30:00.750Z']
const draft = (change: Partial<CorrectionDraft> = {}): CorrectionDraft => ({
  from: '2026-03-02T09:00:00',
  to: '2026-03-02T09:30:00',
  label: 'paused',
  reason: 'r1',
  why: ' esqueceu ',
  ...change,
})
const now = Date.parse('2026-03-02T15:00:00Z')
const faults = (change: Partial<CorrectionDraft>) => correctionFaults(draft(change), now, zone, exact)

describe('a correction', () => {
  test('of a stretch is exact to the millisecond until somebody types another time', () => {
    expect(exact.map(at => shownAt(at, zone))).toEqual([draft().from, draft().to])
    expect(toCorrection(draft(), 'id', zone, exact)).toEqual({
      id: 'id',
      from: exact[0],
      to: exact[1],
      label: 'paused',
      reason: 'r1',
      why: 'esqueceu',
    })
    expect(toCorrection(draft({ from: '2026-03-02T09:00:01' }), 'id', zone, exact).from).toBe(
      '2026-03-02T12:00:01.000Z',
    )
  })
  test('has a reason only when paused', () => {
    expect(toCorrection(draft({ label: 'online' }), 'id', zone, exact).reason).toBeUndefined()
  })
  test.each([
    [{}, {}],
    [{ from: '' }, { from: 'time' }],
    [{ to: 'x' }, { to: 'time' }],
    [{ to: '2026-03-02T09:00:00', from: '2026-03-02T09:00:00' }, { to: 'order' }],
    [{ to: '2026-03-02T12:00:01' }, { to: 'future' }],
    [{ from: '2026-03-01T09:00:00' }, { to: 'long' }],
    [{ why: '  ' }, { why: 'why' }],
  ] as [Partial<CorrectionDraft>, object][])('%o is told %o', (change, told) => {
    expect(faults(change)).toEqual(told)
  })
})
