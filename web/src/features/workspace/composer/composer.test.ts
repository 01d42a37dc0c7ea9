import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError, type File as StoredFile } from '@/api'
import { clearKept } from '@/shared/kept'
import { Attachments, admit, maxFileBytes, maxFiles } from './attachments'
import { readDraft, writeDraft } from './drafts'
import { findEmoji, groupEmoji } from './emoji'

function memory(): Storage {
  const map = new Map<string, string>()
  return {
    getItem: k => map.get(k) ?? null,
    setItem: (k, v) => void map.set(k, v),
    removeItem: k => void map.delete(k),
    key: i => [...map.keys()][i] ?? null,
    clear: () => map.clear(),
    get length() {
      return map.size
    },
  }
}

describe('drafts', () => {
  beforeEach(() => vi.stubGlobal('localStorage', memory()))

  test('S-29 what was being typed is kept, for each conversation and person apart', () => {
    writeDraft('u1', 'c1', 'Olá, Maria')
    writeDraft('u1', 'c2', 'Oi')
    expect(readDraft('u1', 'c1')).toBe('Olá, Maria')
    expect(readDraft('u1', 'c2')).toBe('Oi')
    expect(readDraft('u2', 'c1')).toBe('')
    writeDraft('u1', 'c1', '')
    expect(readDraft('u1', 'c1')).toBe('')
  })

  test('S-01 signing out by hand leaves nothing behind', () => {
    localStorage.setItem('pronto.sound', 'false')
    writeDraft('u1', 'c1', 'Olá')
    clearKept()
    expect(readDraft('u1', 'c1')).toBe('')
    expect(localStorage.getItem('pronto.sound')).toBe('false')
  })
})

describe('attachments', () => {
  const file = (name: string, size: number) => ({ name, size })

  test('T-18 what is too large, empty or too many is refused by name, the rest comes along', () => {
    const { taken, refused } = admit(maxFiles - 1, [
      file('a.png', 10),
      file('huge.mp4', maxFileBytes + 1),
      file('none.txt', 0),
      file('b.png', 10),
    ])
    expect(taken).toEqual([0])
    expect(refused).toEqual([
      { reason: 'size', name: 'huge.mp4' },
      { reason: 'empty', name: 'none.txt' },
      { reason: 'count', name: 'b.png' },
    ])
  })

  describe('whose upload failed', () => {
    const attempts: { resolve: (f: StoredFile) => void; reject: (e: ApiError) => void }[] = []
    const send = () => {
      const done = new Promise<StoredFile>((resolve, reject) => attempts.push({ resolve, reject }))
      return { done, cancel: () => {} }
    }
    const fail = async (code: string, status: number) => {
      attempts.at(-1)?.reject(new ApiError({ code, status }))
      await Promise.resolve()
    }
    let attachments: Attachments
    beforeEach(() => {
      attempts.length = 0
      attachments = new Attachments(send)
      attachments.add('c1', [new File(['words'], 'a.txt')])
    })
    const only = () => attachments.of('c1')[0]

    test('T-18 for want of a line stays, is not lost with the next message, and goes again', async () => {
      await fail('unreachable', 0)
      expect(only()?.problem?.code).toBe('unreachable')
      attachments.sent('c1')
      expect(attachments.waiting()).toEqual(['c1'])
      only()?.retry?.()
      expect([only()?.problem, only()?.progress, attempts.length]).toEqual([undefined, 0, 2])
      attempts.at(-1)?.resolve({ id: 'f1' } as StoredFile)
      await Promise.resolve()
      expect(only()).toMatchObject({ stored: { id: 'f1' }, progress: 1 })
    })

    test('T-18 because it is refused cannot be tried again, and goes with the draft', async () => {
      await fail('type_refused', 415)
      expect(only()?.retry).toBeUndefined()
      expect(attachments.waiting()).toEqual([])
      attachments.sent('c1')
      expect(only()).toBeUndefined()
    })
  })
})

describe('emoji', () => {
  const all = [
    { hexcode: '1', unicode: '😀', label: 'rosto risonho', group: 0, order: 2 },
    { hexcode: '2', unicode: '😂', label: 'rosto chorando de rir', tags: ['coração'], group: 0, order: 1 },
    { hexcode: '3', unicode: '❤️', label: 'coração vermelho', group: 0, order: 3 },
    { hexcode: '4', unicode: '🏻', label: 'pele clara', group: 2, order: 4 },
  ]

  test('T-19 the library is found in one’s own words, accents or not, the name before the tags', () => {
    expect(findEmoji(all, 'CORACAO').map(e => e.unicode)).toEqual(['❤️', '😂'])
    expect(findEmoji(all, '  ')).toEqual([])
  })

  test('T-19 groups are in order, and modifiers alone are none', () => {
    expect(groupEmoji(all)).toMatchObject([
      { name: 'smileys', items: [{ hexcode: '2' }, { hexcode: '1' }, { hexcode: '3' }] },
    ])
  })
})
