import { describe, expect, test } from 'vitest'
import type { Status } from '@/api'
import {
  apart,
  choices,
  choiceWord,
  choose,
  holdNow,
  nextAt,
  pauseClock,
  queueState,
  queuesIn,
  statusWord,
} from './model'

const status = (change: Partial<Status> = {}): Status => ({
  user: 'u1',
  status: 'online',
  since: '2026-11-21T12:00:00.000Z',
  open: 0,
  limits: { total: 5, chat: 5, phone: 999 },
  labels: { blip: 'online', puzzel: 'ready', smartspace: 'available' },
  queues: [],
  keep_online: false,
  rev: 1,
  ...change,
})
const at = (clock: string) => Date.parse(`2026-11-21T${clock}.000Z`)
const iso = (clock: string) => `2026-11-21T${clock}.000Z`
const coffee = { id: 'r1', name: 'Café', seconds: 900, counts_as: 'any' as const, active: true, rev: 1 }

describe('choosing', () => {
  const rule = 'required_if_configured'

  test('B-STATUS-01 B-STATUS-02 exactly three can be chosen, and offline is none of them', () => {
    expect(choices).toEqual(['online', 'paused', 'invisible'])
  })

  test('B-STATUS-07 Em pausa asks for the reason when there are any', () => {
    expect(choose('paused', { status: 'online' }, [coffee], rule)).toEqual({ do: 'ask' })
  })

  test('B-STATUS-08 without configured reasons Em pausa is entered at once', () => {
    expect(choose('paused', { status: 'online' }, [], rule)).toEqual({ do: 'set', status: 'paused' })
    expect(choose('paused', { status: 'online' }, [{ active: false }], rule)).toEqual({
      do: 'set',
      status: 'paused',
    })
  })

  test('C-04 an optional reason is offered; a required one is asked for though there is none', () => {
    expect(choose('paused', { status: 'online' }, [coffee], 'optional')).toEqual({ do: 'ask' })
    expect(choose('paused', { status: 'online' }, [], 'optional')).toEqual({ do: 'set', status: 'paused' })
    expect(choose('paused', { status: 'online' }, [], 'required')).toEqual({ do: 'ask' })
  })

  test('1.8.1 another reason can be chosen while paused', () => {
    expect(choose('paused', { status: 'paused' }, [coffee], rule)).toEqual({ do: 'ask' })
  })

  test('what one already is needs no asking', () => {
    expect(choose('online', { status: 'online' }, [coffee], rule)).toEqual({ do: 'nothing' })
  })

  test('B-STATUS-19 leaving a pause is a choice like any other', () => {
    expect(choose('invisible', { status: 'paused' }, [coffee], rule)).toEqual({
      do: 'set',
      status: 'invisible',
    })
  })
})

describe('stopwatch', () => {
  const since = iso('12:00:00')

  test('B-STATUS-14 shows how long the pause has lasted', () => {
    expect(pauseClock({ since }, at('12:01:15'))).toEqual({ elapsed: '01:15', left: null, over: false })
  })

  test('B-STATUS-17 the planned time counts down', () => {
    expect(pauseClock({ since, reason: coffee }, at('12:14:59'))).toMatchObject({
      left: '00:01',
      over: false,
    })
    expect(pauseClock({ since, reason: coffee }, at('12:15:00'))).toMatchObject({
      left: '00:00',
      over: false,
    })
  })

  test('B-STATUS-18 past it, it counts up and goes on', () => {
    expect(pauseClock({ since, reason: coffee }, at('13:00:01'))).toEqual({
      elapsed: '1:00:01',
      left: '45:01',
      over: true,
    })
  })
})

describe('words', () => {
  test('C-01 one state in three vocabularies', () => {
    const inCall = status({
      labels: { blip: 'online', puzzel: 'connected', smartspace: 'available' },
    })
    expect(statusWord(inCall, 'blip')).toBe('status.online')
    expect(statusWord(inCall, 'puzzel')).toBe('status.puzzel.connected')
    expect(statusWord(inCall, 'smartspace')).toBe('status.smartspace.available')
  })

  test('B-STATUS-02 offline is never my own word', () => {
    const gone = status({ labels: { blip: 'offline', puzzel: 'logged_off', smartspace: 'inactive' } })
    expect(statusWord(gone, 'blip')).toBe('status.online')
  })

  test('the choices are named as the status is', () => {
    expect(choices.map(c => choiceWord(c, 'puzzel'))).toEqual([
      'status.puzzel.ready',
      'status.puzzel.pause',
      'status.puzzel.logged_off',
    ])
    expect(choices.map(c => choiceWord(c, 'smartspace'))).toEqual([
      'status.smartspace.available',
      'status.smartspace.paused',
      'status.smartspace.offline',
    ])
  })
})

describe('what holds work back', () => {
  const now = at('12:00:10')

  test('P-STATUS-05 a call counts up', () => {
    const hold = { state: 'connected', since: iso('12:00:00') } as const
    expect(holdNow(status({ hold }), now)).toEqual({ name: 'connected', clock: '00:10' })
  })

  test('P-STATUS-06 P-STATUS-09 wrap-up counts down and is over at its end', () => {
    const hold = { state: 'wrap_up', since: iso('12:00:00'), until: iso('12:00:30') } as const
    expect(holdNow(status({ hold }), now)).toEqual({ name: 'wrap_up', clock: '00:20' })
    expect(holdNow(status({ hold }), at('12:00:30'))).toBeNull()
  })

  test('P-STATUS-11 P-STATUS-12 busy after a reject counts down, and goes before wrap-up as in 1.8.2', () => {
    const hold = { state: 'wrap_up', since: iso('12:00:00'), until: iso('12:00:30') } as const
    const busy = { cause: 'rejected', since: iso('12:00:00'), until: iso('12:00:15') } as const
    expect(holdNow(status({ hold, busy }), now)).toEqual({ name: 'rejected', clock: '00:05' })
    expect(holdNow(status({ hold, busy }), at('12:00:20'))).toEqual({ name: 'wrap_up', clock: '00:10' })
  })

  test('P-STATUS-18 busy by a limit has no clock; with few enough open it is only the phone that is blocked', () => {
    const labels = { blip: 'online', puzzel: 'busy', smartspace: 'available' } as const
    expect(holdNow(status({ labels, open: 5 }), now)).toEqual({ name: 'limit', clock: null })
    const limits = { total: 5, chat: 5, phone: 1 }
    expect(holdNow(status({ labels, limits, open: 2 }), now)).toEqual({ name: 'calls_blocked', clock: null })
  })

  test('nothing holds an idle agent', () => {
    expect(holdNow(status(), now)).toBeNull()
  })
})

describe('queues', () => {
  const queues: Status['queues'] = [
    { queue: { id: 'q1', name: 'Vendas' }, state: 'in', since: iso('12:00:00') },
    { queue: { id: 'q2', name: 'Suporte' }, state: 'paused', since: iso('12:00:00') },
  ]

  test('C-05 each has a state of its own; one not named is out', () => {
    const mine = status({ queues })
    expect(['q1', 'q2', 'q3'].map(q => queueState(mine, q))).toEqual(['in', 'paused', 'out'])
    expect(queuesIn(mine)).toBe(1)
  })

  test('why nothing comes says of one queue what is of one queue', () => {
    expect(apart(['busy'], ['busy', 'paused'])).toEqual(['paused'])
  })
})

describe('the next status at a time of day', () => {
  const shown = (t: number | null) => (t === null ? null : new Date(t).toISOString())

  test('is the next such time in the company’s zone', () => {
    expect(shown(nextAt('18:00', at('12:00:30'), 'America/Sao_Paulo'))).toBe('2026-11-21T21:00:00.000Z')
    expect(shown(nextAt('08:15', at('12:00:30'), 'America/Sao_Paulo'))).toBe('2026-11-22T11:15:00.000Z')
  })

  test('the minute that runs is tomorrow’s', () => {
    expect(shown(nextAt('09:00', at('12:00:30'), 'America/Sao_Paulo'))).toBe('2026-11-22T12:00:00.000Z')
  })

  test('clocks that change meanwhile are seen', () => {
    const before = Date.parse('2026-10-24T20:00:00Z') // Stockholm puts its clocks back that night
    expect(shown(nextAt('08:00', before, 'Europe/Stockholm'))).toBe('2026-10-25T07:00:00.000Z')
  })

  test('what is no time is none', () => {
    expect([nextAt('', 0, 'UTC'), nextAt('25:00', 0, 'UTC'), nextAt('6', 0, 'UTC')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
