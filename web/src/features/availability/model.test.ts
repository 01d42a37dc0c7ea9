import { describe, expect, test } from 'vitest'
import type { Status } from '@/api'
import { choices, choose, pauseClock } from './model'

const status = (change: Partial<Status> = {}): Status => ({
  user: 'u1',
  status: 'paused',
  since: '2026-11-21T12:00:00.000Z',
  open: 0,
  rev: 1,
  ...change,
})
const at = (clock: string) => Date.parse(`2026-11-21T${clock}.000Z`)
const coffee = { id: 'r1', name: 'Café', seconds: 900, active: true, rev: 1 }

describe('choosing', () => {
  test('B-STATUS-01 B-STATUS-02 exactly three can be chosen, and offline is none of them', () => {
    expect(choices).toEqual(['online', 'paused', 'invisible'])
  })

  test('B-STATUS-07 Em pausa asks for the reason when there are any', () => {
    expect(choose('paused', { status: 'online' }, [coffee])).toEqual({ do: 'ask' })
  })

  test('B-STATUS-08 without configured reasons Em pausa is entered at once', () => {
    expect(choose('paused', { status: 'online' }, [])).toEqual({ do: 'set', status: 'paused' })
    expect(choose('paused', { status: 'online' }, [{ active: false }])).toEqual({
      do: 'set',
      status: 'paused',
    })
  })

  test('1.8.1 another reason can be chosen while paused', () => {
    expect(choose('paused', { status: 'paused' }, [coffee])).toEqual({ do: 'ask' })
  })

  test('what one already is needs no asking', () => {
    expect(choose('online', { status: 'online' }, [coffee])).toEqual({ do: 'nothing' })
  })

  test('B-STATUS-19 leaving a pause is a choice like any other', () => {
    expect(choose('invisible', { status: 'paused' }, [coffee])).toEqual({ do: 'set', status: 'invisible' })
  })
})

describe('stopwatch', () => {
  test('B-STATUS-14 shows how long the pause has lasted, and only in a pause', () => {
    expect(pauseClock(status(), at('12:01:15'))).toEqual({ elapsed: '01:15', planned: null, over: false })
    expect(pauseClock(status({ status: 'online' }), at('12:01:15'))).toBeNull()
  })

  test('B-STATUS-17 shows the planned time', () => {
    expect(pauseClock(status({ reason: coffee }), at('12:14:59'))).toMatchObject({
      planned: '15:00',
      over: false,
    })
  })

  test('B-STATUS-18 past the planned time it goes on', () => {
    expect(pauseClock(status({ reason: coffee }), at('13:00:01'))).toEqual({
      elapsed: '1:00:01',
      planned: '15:00',
      over: true,
    })
  })
})
