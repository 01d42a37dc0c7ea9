import { describe, expect, test } from 'vitest'
import type { Frame, FrameRow } from '@/api/types'
import { advance, emptyFeed, type Feed, forget, merge, snapshot, topicComplete, welcome } from './feed'

const row = (id: string, rev: number, more: object = {}): FrameRow => ({
  t: 'conversation',
  id,
  rev,
  row: { id, rev, ...more },
})
const gone = (id: string, rev: number): FrameRow => ({ t: 'conversation', id, rev, gone: true })
const rows = (seq: number, prev: number, ...list: FrameRow[]): Frame => ({
  type: 'rows',
  epoch: 'e1',
  seq,
  prev,
  rows: list,
})
const begun = (seq = 10, topics: string[] = []) =>
  welcome(emptyFeed(), { type: 'welcome', epoch: 'e1', seq }, topics)
const take = (feed: Feed, frame: Frame): Feed => {
  const next = advance(feed, frame)
  if (next === 'resync') throw new Error('resync')
  return next
}
const seen = (feed: Feed, id: string) => feed.tables.conversation.get(id)?.row

describe('rows', () => {
  test('the higher rev is kept, whatever comes later', () => {
    let feed = take(begun(), rows(11, 10, row('a', 11, { text: 'new' })))
    feed = take(feed, rows(12, 11, row('a', 9, { text: 'old' })))
    expect(seen(feed, 'a')).toEqual({ id: 'a', rev: 11, text: 'new' })
  })

  test('a frame delivered twice changes nothing', () => {
    const once = take(begun(), rows(11, 10, row('a', 11)))
    expect(take(once, rows(11, 10, row('a', 11)))).toEqual(once)
  })

  test('a tombstone takes the row away, and an older answer does not bring it back', () => {
    let feed = take(begun(), rows(11, 10, row('a', 11)))
    feed = take(feed, rows(12, 11, gone('a', 12)))
    expect(seen(feed, 'a')).toBeUndefined()
    feed = merge(feed, 'conversation', [{ id: 'a', rev: 11 }], 11)
    expect(seen(feed, 'a')).toBeUndefined()
  })

  test('what comes into sight again is shown, though it did not change meanwhile', () => {
    let feed = take(begun(), rows(11, 10, row('a', 5)))
    feed = take(feed, rows(12, 11, gone('a', 5)))
    feed = take(feed, rows(13, 12, row('a', 5)))
    expect(seen(feed, 'a')).toEqual({ id: 'a', rev: 5 })
  })

  test('a kind that this desk does not know is left alone', () => {
    const feed = take(begun(), rows(11, 10, { t: 'weather' as never, id: 'x', rev: 11, row: {} }))
    expect(feed.seq).toBe(11)
  })
})

describe('gaps', () => {
  test('prev beyond what is known asks to resume', () => {
    expect(advance(begun(10), rows(13, 12, row('a', 13)))).toBe('resync')
  })

  test('a replay that begins before what is known is no gap', () => {
    const feed = take(begun(10), rows(9, 8, row('a', 9)))
    expect(feed.seq).toBe(10)
    expect(seen(feed, 'a')).toBeDefined()
  })

  test('a frame of another epoch asks to resume', () => {
    expect(advance(begun(10), { ...rows(11, 10), epoch: 'e2' })).toBe('resync')
  })

  test('a welcome of another epoch forgets everything', () => {
    const feed = take(begun(10), rows(11, 10, row('a', 11)))
    const restored = welcome(feed, { type: 'welcome', epoch: 'e2', seq: 3 }, ['me'])
    expect(seen(restored, 'a')).toBeUndefined()
    expect(restored.known).toBe(0)
  })

  test('a welcome of the same epoch keeps the rows', () => {
    const feed = take(begun(10), rows(11, 10, row('a', 11)))
    expect(seen(welcome(feed, { type: 'welcome', epoch: 'e1', seq: 11 }, ['me']), 'a')).toBeDefined()
  })
})

describe('where a reconnect resumes', () => {
  test('does not move before every topic is complete: a loss amid a replay must not skip its rest', () => {
    let feed = begun(20, ['me', 'conversation:1'])
    expect(feed.known).toBe(0)
    feed = take(feed, rows(21, 20, row('a', 21)))
    feed = topicComplete(feed, 'me')
    expect(feed.known).toBe(0)
    feed = topicComplete(feed, 'conversation:1')
    expect(feed.known).toBe(21)
    expect(take(feed, rows(22, 21)).known).toBe(22)
  })
})

describe('snapshots', () => {
  const all = () => true

  test('what is not in the list any more is gone', () => {
    const feed = take(begun(), rows(12, 10, row('a', 11), row('b', 12)))
    const after = snapshot(feed, 'conversation', [{ id: 'b', rev: 12 }], 15, all)
    expect(seen(after, 'a')).toBeUndefined()
    expect(seen(after, 'b')).toBeDefined()
  })

  test('what changed after the list was made stays', () => {
    const feed = take(begun(), rows(20, 10, row('a', 20)))
    expect(seen(snapshot(feed, 'conversation', [], 15, all), 'a')).toBeDefined()
  })

  test('what does not belong to the list stays', () => {
    const feed = take(begun(), rows(11, 10, row('a', 11)))
    expect(
      seen(
        snapshot(feed, 'conversation', [], 15, () => false),
        'a',
      ),
    ).toBeDefined()
  })

  test('forgetting leaves no tombstone: it may come again', () => {
    const feed = forget(take(begun(), rows(11, 10, row('a', 11))), 'conversation', all)
    expect(seen(merge(feed, 'conversation', [{ id: 'a', rev: 11 }], 11), 'a')).toBeDefined()
  })
})
