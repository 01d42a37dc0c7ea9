import { expect, test } from 'vitest'
import type { Message } from '@/api'
import { message } from '../testdata'
import { downTo } from './pages'

const words = (from: number, to: number, name: string): Message[] =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    message(from + i, { from: 'agent', author: { id: 'u1', name } }),
  )

/** A server with that many messages, in pages of ten. */
function server(last: number) {
  const asked: (number | undefined)[] = []
  const load = async (before = last + 1) => {
    asked.push(before)
    return { items: words(Math.max(1, before - 10), before - 1, 'Ana Luz'), seq: 100 + asked.length }
  }
  return { asked, load }
}

test('a thread seen for the first time is its newest page', async () => {
  const { asked, load } = server(45)
  expect((await downTo([], load)).items.map(m => m.n)).toEqual([36, 37, 38, 39, 40, 41, 42, 43, 44, 45])
  expect(asked).toHaveLength(1)
})

test('older pages at hand are read again, down to the oldest: a new name stands there too', async () => {
  const { asked, load } = server(45)
  const page = await downTo(words(18, 44, 'Ana'), load)
  expect(Math.min(...page.items.map(m => m.n))).toBe(16)
  expect(new Set(page.items.map(m => m.author?.name))).toEqual(new Set(['Ana Luz']))
  expect(page.seq, 'all of it is at least true at the first').toBe(101)
  expect(asked).toEqual([46, 36, 26])
})

test('what stands apart by a gap is not shown, and not read; an empty thread ends', async () => {
  const { asked, load } = server(45)
  await downTo([...words(1, 3, 'Ana'), ...words(40, 44, 'Ana')], load)
  expect(asked).toHaveLength(1)
  expect(await downTo(words(1, 2, 'Ana'), async () => ({ items: [], seq: 7 }))).toEqual({ items: [], seq: 7 })
})
