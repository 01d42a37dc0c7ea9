import { expect, test } from 'vitest'
import type { Offer } from '@/api'
import { pendingOffers, share } from './model'

const offer = (change: Partial<Offer>): Offer => ({
  id: 'o1',
  state: 'pending',
  agent: 'u1',
  conversation: 'c1',
  contact: 'Maria',
  queue: { id: 'q1', name: 'Vendas' },
  offered_at: '2026-11-21T12:00:00.000Z',
  expires_at: '2026-11-21T12:00:20.000Z',
  rev: 1,
  ...change,
})

test('C-12 only pending offers to me ring, the one that ends first on top', () => {
  const rows = [
    offer({ id: 'late', expires_at: '2026-11-21T12:00:40.000Z' }),
    offer({ id: 'soon' }),
    offer({ id: 'over', state: 'expired' }),
    offer({ id: 'others', agent: 'u2' }),
  ]
  expect(pendingOffers(rows, 'u1').map(o => o.id)).toEqual(['soon', 'late'])
})

test('the bar shrinks from all to nothing and not beyond', () => {
  const at = (s: number) => Date.parse('2026-11-21T12:00:00.000Z') + s * 1000
  expect([-5, 0, 10, 20, 30].map(s => share(offer({}), at(s)))).toEqual([1, 1, 0.5, 0, 0])
})
