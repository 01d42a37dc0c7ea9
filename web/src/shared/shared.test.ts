import { describe, expect, test } from 'vitest'
import { ApiError } from '@/api/problem'
import { isPlain, matches, showKeys } from './actions/keys'
import { initials } from './ui/Avatar'
import { ulid } from './ulid'

const press = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
})

describe('keys', () => {
  test('mod is Ctrl here and ⌘ on a Mac', () => {
    expect(matches('mod+k', press('k', { ctrlKey: true }), false)).toBe(true)
    expect(matches('mod+k', press('k', { ctrlKey: true }), true)).toBe(false)
    expect(matches('mod+k', press('k', { metaKey: true }), true)).toBe(true)
  })
  test('a plain key is not meant when a modifier is held', () => {
    expect(matches('f', press('f'), false)).toBe(true)
    expect(matches('f', press('f', { ctrlKey: true }), false)).toBe(false)
    expect(matches('f', press('f', { altKey: true }), false)).toBe(false)
    expect(matches('?', press('?', { shiftKey: true }), false)).toBe(true)
  })
  test('only plain keys give way to typing', () => {
    expect(['f', '?', 'mod+k', 'alt+ArrowDown', 'F8'].map(isPlain)).toEqual([true, true, false, false, false])
    expect(showKeys('mod+k', false)).toEqual(['Ctrl', 'K'])
  })
})

describe('problems', () => {
  test('fields are known by their inputs’ names, from either shape', () => {
    const e = new ApiError({
      status: 422,
      code: 'invalid',
      field: 'question.options[1].label',
      detail: 'too long',
      errors: [{ location: 'body.limits.total', message: 'too many' }],
    })
    expect(e.fields).toEqual({ 'question.options.1.label': 'too long', 'limits.total': 'too many' })
  })
  test('without a code the status tells, and only what may pass is tried again', () => {
    expect(new ApiError({ status: 413 }).code).toBe('too_large')
    expect([0, 429, 500, 503].every(status => new ApiError({ status }).passing)).toBe(true)
    expect([400, 401, 403, 404, 409, 422].some(status => new ApiError({ status }).passing)).toBe(false)
  })
})

test('ULIDs sort by time and do not repeat', () => {
  const ids = Array.from({ length: 200 }, (_, i) => ulid(1_700_000_000_000 + i))
  expect(new Set(ids).size).toBe(200)
  expect([...ids].sort()).toEqual(ids)
  expect(ids[0]).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  expect(ulid(1469918176385, b => b.fill(0))).toBe('01ARYZ6S410000000000000000')
})

test('initials of names and numbers', () => {
  expect(['Maria Souza', 'Ana', 'Ana de Sá Lima', '(11) 98877-6655', '😀'].map(initials)).toEqual([
    'MS',
    'A',
    'AL',
    '11',
    '?',
  ])
})
