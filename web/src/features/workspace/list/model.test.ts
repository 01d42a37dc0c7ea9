import { describe, expect, test } from 'vitest'
import { ana, bruno, conversation, sales, support } from '../testdata'
import { canTake, neighbour, pending, unreadTotal, waiting } from './model'

const ids = (rows: { id: string }[]) => rows.map(r => r.id)

describe('Na fila and Pendente', () => {
  const rows = [
    conversation({ id: 'waits' }),
    conversation({ id: 'rings', state: 'offered' }),
    conversation({ id: 'mine', state: 'assigned', agent: ana }),
    conversation({ id: 'others', state: 'assigned', agent: bruno }),
    conversation({ id: 'over', state: 'closed', agent: ana }),
  ]

  test('T-04 Na fila holds what is open and taken by nobody', () => {
    expect(ids(waiting(rows)).sort()).toEqual(['rings', 'waits'])
  })

  test('T-05 Pendente holds what is mine and open', () => {
    expect(ids(pending(rows, ana))).toEqual(['mine'])
  })

  test('T-07 what is taken leaves Na fila for the taker’s Pendente, and only theirs', () => {
    const taken = rows.map(c => (c.id === 'waits' ? { ...c, state: 'assigned' as const, agent: bruno } : c))
    expect(ids(waiting(taken))).toEqual(['rings'])
    expect(ids(pending(taken, ana))).toEqual(['mine'])
    expect(ids(pending(taken, bruno)).sort()).toEqual(['others', 'waits'])
  })

  test('T-08 S-30 S-31 rows show what the server says: the name, or on a first interaction the number', () => {
    const number = conversation({
      contact: { id: 'p', display: '+55 11 98877-6655', rev: 1 },
    })
    expect(waiting([number])[0]?.contact.display).toBe('+55 11 98877-6655')
  })
})

describe('order', () => {
  test('Na fila: higher priority first, then the oldest', () => {
    const rows = [
      conversation({ id: 'late', queued_at: '2026-11-21T12:02:00.000Z' }),
      conversation({ id: 'early', queued_at: '2026-11-21T12:01:00.000Z' }),
      conversation({ id: 'urgent', queued_at: '2026-11-21T12:03:00.000Z', priority: 5 }),
    ]
    expect(ids(waiting(rows))).toEqual(['urgent', 'early', 'late'])
  })

  test('rows keep their place when something is said in them', () => {
    const a = conversation({
      id: 'a',
      state: 'assigned',
      agent: ana,
      assigned_at: '2026-11-21T12:01:00.000Z',
    })
    const b = conversation({
      id: 'b',
      state: 'assigned',
      agent: ana,
      assigned_at: '2026-11-21T12:02:00.000Z',
    })
    const before = ids(pending([b, a], ana))
    const spoken = { ...b, last_at: '2026-11-21T15:00:00.000Z', last_n: 9, unread: 3 }
    expect(ids(pending([spoken, a], ana))).toEqual(before)
  })

  test('neighbours do not run out of the list', () => {
    const rows = ['a', 'b', 'c'].map(id => conversation({ id }))
    expect(neighbour(rows, undefined, 1)).toBe('a')
    expect(neighbour(rows, 'a', 1)).toBe('b')
    expect(neighbour(rows, 'c', 1)).toBe('c')
    expect(neighbour(rows, 'a', -1)).toBe('a')
    expect(neighbour([], 'a', 1)).toBeUndefined()
  })
})

test('T-06 only what waits in a queue I serve can be taken', () => {
  const me = { serves: [sales] }
  expect(canTake(conversation(), me)).toBe(true)
  expect(canTake(conversation({ queue: support }), me)).toBe(false)
  expect(canTake(conversation({ state: 'offered' }), me)).toBe(false)
  expect(canTake(conversation({ state: 'assigned', agent: bruno }), me)).toBe(false)
})

test('the unread of all my conversations count together', () => {
  expect(unreadTotal([conversation({ unread: 2 }), conversation({ unread: 3 })])).toBe(5)
})
