import { describe, expect, test } from 'vitest'
import type { Installation } from '@/api'
import { ptBR } from '@/shared/i18n/catalogues/settings.pt-BR'
import { blank, toUser, userDraft } from './model'
import { clockToSeconds, faultOf, read, secondsToClock } from './numbers'
import { fixed, permissionGroups, ungrouped, withPermission } from './permissions'
import { shiftDraft, shiftFaults, shiftSpan, toShift } from './shift'
import { graceTooShort, rangeOf, toTyped, withTyped } from './times'

describe('permissions', () => {
  const all = permissionGroups.flatMap(g => g.permissions)

  test('each has its words, and B-ALERT-04 those of the documents', () => {
    for (const p of all) {
      expect(ptBR).toHaveProperty([`permission.${p}`])
      expect(ptBR).toHaveProperty([`permission.text.${p}`])
    }
    expect(ptBR['permission.settings.view']).toBe('Helpdesk > Ver')
    expect(ptBR['permission.settings.edit']).toBe('Helpdesk > Ver e editar')
  })

  test('who edits settings or roles sees them', () => {
    expect(withPermission([], 'settings.edit', true)).toEqual(['settings.edit', 'settings.view'])
    expect(withPermission([], 'roles.edit', true)).toEqual(['roles.edit', 'settings.view'])
    expect(withPermission(['settings.view', 'roles.edit'], 'roles.edit', false)).toEqual(['settings.view'])
    expect(withPermission(['settings.view', 'settings.edit', 'roles.edit'], 'settings.view', false)).toEqual(
      [],
    )
    expect(withPermission(['status.set'], 'status.set', true)).toEqual(['status.set'])
  })

  test('what an administrator cannot lose, and what this page does not know', () => {
    expect(fixed('admin', 'roles.edit')).toBe(true)
    expect(fixed('admin', 'room.view')).toBe(false)
    expect(fixed('supervisor', 'settings.edit')).toBe(false)
    expect(ungrouped(['status.set', 'future.thing'])).toEqual(['future.thing'])
  })
})

describe('typed numbers', () => {
  const range = { min: 0, max: 600 }

  test('0, negative, fractional, huge and nothing at all', () => {
    expect(faultOf(0, range)).toBeNull() // P-STATUS-14
    expect(faultOf(600, range)).toBeNull()
    expect(faultOf(-1, range)).toBe('range')
    expect(faultOf(1.5, range)).toBe('whole')
    expect(faultOf('99999999999999', range)).toBe('range')
    expect(faultOf('', range)).toBe('missing')
    expect(faultOf('-', range)).toBe('missing')
  })

  test('half a minute is whole seconds', () => {
    expect(faultOf('0.5', { min: 0, max: 10, unit: 60 })).toBeNull()
    expect(faultOf(0.001, { min: 0, max: 10, unit: 60 })).toBe('whole')
    expect(read('0.1', 60)).toBe(6)
  })
})

describe('times as typed', () => {
  const breaks = {
    on: true,
    breaks: 2,
    length_seconds: 600,
    edge_seconds: 3600,
    meal_seconds: 1200,
    warn_seconds: 90,
    short_shift_seconds: 14400,
    short_breaks: 1,
  }
  const presence = {
    lost_after_seconds: 45,
    lost_grace_seconds: 300,
    lost_forever: false,
    reload_grace_seconds: 10,
  }
  const installation = {
    presence,
    hold_times: { answer_seconds: 20, wrap_up_seconds: 0, no_answer_seconds: 5, busy_seconds: 5 },
    service: { seconds: 20, variant: 3 },
    breaks,
  } as Installation

  test('what is not touched comes back as it was', () => {
    expect(withTyped(installation, toTyped(installation))).toEqual(installation)
  })

  test('minutes become seconds again, and nothing else changes', () => {
    const typed = { ...toTyped(installation), 'breaks.length_seconds': '12', 'hold_times.busy_seconds': 0 }
    expect(withTyped(installation, typed)).toEqual({
      ...installation,
      breaks: { ...breaks, length_seconds: 720 },
      hold_times: { ...installation.hold_times, busy_seconds: 0 },
    })
  })
})

describe('the graces of 1.8.4', () => {
  const typed = (after: string, grace: string) =>
    ({
      'presence.lost_after_seconds': after,
      'presence.lost_grace_seconds': grace,
    }) as unknown as Parameters<typeof graceTooShort>[0]

  test('0, negative, fractional and huge are said at their field', () => {
    for (const name of [
      'presence.lost_after_seconds',
      'presence.lost_grace_seconds',
      'presence.reload_grace_seconds',
    ] as const) {
      const range = rangeOf(name)
      for (const bad of [0, -1, 1e9]) expect(faultOf(bad, range)).toBe('range')
      expect(faultOf(5.0001, range)).toBe('whole')
      expect([range.min, range.max].map(v => faultOf(v, range))).toEqual([null, null])
    }
  })

  test('nobody is out of the queues before they are lost', () => {
    expect(graceTooShort(typed('120', '1.5'))).toBe(true)
    expect(graceTooShort(typed('90', '1.5'))).toBe(false)
  })
})

describe('the planned shift', () => {
  const draft = (change: object) => ({
    kind: 'clock' as const,
    length: '',
    start: '22:00',
    end: '06:00',
    ...change,
  })

  test('is none, a length, or a start and an end', () => {
    for (const shift of [
      { length_seconds: 0, start_seconds: 0, end_seconds: 0 },
      { length_seconds: 22_800, start_seconds: 0, end_seconds: 0 },
      { length_seconds: 0, start_seconds: 28_800, end_seconds: 51_600 },
    ])
      expect(toShift(shiftDraft(shift))).toEqual(shift)
  })

  test('over midnight', () => {
    expect(shiftSpan(draft({}))).toEqual({ seconds: 28_800, overnight: true })
    expect(shiftSpan(draft({ end: '23:30' }))).toEqual({ seconds: 5_400, overnight: false })
  })

  test('what cannot be is said at its field', () => {
    expect(shiftFaults(draft({ start: '8h', end: '' }))).toEqual({ start: 'clock', end: 'clock' })
    expect(shiftFaults(draft({ end: '22:00' }))).toEqual({ end: 'same' })
    expect(shiftFaults(draft({ end: '24:00' }))).toEqual({ end: 'clock' })
    expect(shiftFaults(draft({ kind: 'length', length: '00:00' }))).toEqual({ length: 'length' })
    expect(shiftFaults(draft({ kind: 'length', length: '24:00' }))).toEqual({})
    expect(shiftFaults(draft({ kind: 'none', start: 'x' }))).toEqual({})
    expect([clockToSeconds('6:20'), clockToSeconds('24:01'), clockToSeconds('6:60')]).toEqual([
      22_800,
      null,
      null,
    ])
    expect(secondsToClock(86_400)).toBe('24:00')
  })
})

test('a user goes into the form and comes out the same', () => {
  const draft = blank.user('sv')
  const user = toUser(draft)
  expect(user.limits).toEqual({ total: 5, chat: 5, phone: 999 })
  expect(toUser(userDraft(user))).toEqual(user)
})
