import { describe, expect, it } from 'vitest'
import { bytes } from '../src/shared/bytes'
import { palette, ratio, surfaces } from './colour'
import { emoji } from './emoji'
import { fakeDisk } from './fakes'
import { initials } from './format'
import { pieces } from './links'
import { Store } from './store'
import { ulid } from './ulid'

describe('links', () => {
  it.each([
    [
      'see https://casa.example/a?b=1.',
      [
        { text: 'see ' },
        { text: 'https://casa.example/a?b=1', href: 'https://casa.example/a?b=1' },
        { text: '.' },
      ],
    ],
    [
      '(www.casa.example)',
      [{ text: '(' }, { text: 'www.casa.example', href: 'https://www.casa.example/' }, { text: ')' }],
    ],
    ['ana@casa.example', [{ text: 'ana@casa.example', href: 'mailto:ana@casa.example' }]],
    ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
    ['data:text/html,<script>alert(1)</script>', [{ text: 'data:text/html,<script>alert(1)</script>' }]],
    ['<img src=x onerror=alert(1)>', [{ text: '<img src=x onerror=alert(1)>' }]],
    ['http://', [{ text: 'http://' }]],
  ])('of %s', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })

  it('lose no text', () => {
    const text = 'a https://x.example/(y) b@c.example www.d.example, javascript:https://e.example'
    expect(
      pieces(text)
        .map(piece => piece.text)
        .join(''),
    ).toBe(text)
  })
})

it('makes any colour readable', () => {
  for (let hue = 0; hue < 0x1000000; hue += 0x0abcd) {
    const { accent, ink, onLight, onDark } = palette(`#${hue.toString(16).padStart(6, '0')}`)
    expect(ratio(accent, ink)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(onLight, surfaces.light)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(onDark, surfaces.dark)).toBeGreaterThanOrEqual(4.5)
  }
  expect(palette('red; background: url(x)').accent).toMatch(/^#[0-9a-f]{6}$/)
})

it('makes ids that sort by time and do not repeat', () => {
  expect(ulid(1)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(ulid(1000) < ulid(2000)).toBe(true)
  expect(new Set(Array.from({ length: 1000 }, () => ulid(5))).size).toBe(1000)
})

it('offers each emoji once', () => {
  expect(new Set(emoji).size).toBe(emoji.length)
  expect(emoji.length).toBeGreaterThan(80)
})

it('writes sizes and names short', () => {
  expect(bytes(25 << 20, 'en')).toBe('25 MB')
  expect(bytes(1_572_864, 'pt-BR')).toBe('1,5 MB')
  expect(bytes(10, 'sv')).toBe('1 kB')
  expect(initials('Ana Maria Souza')).toBe('AS')
  expect(initials('ana')).toBe('A')
})

it('remembers one channel apart from another, and each unsent message by itself', () => {
  const disk = fakeDisk()
  const [one, other] = [new Store('a', disk), new Store('b', disk)]
  one.write('out/1', 'x')
  one.write('out/2', 'y')
  other.write('out/3', 'z')
  new Store('a', disk).remove('out/1')
  expect(one.all('out/')).toEqual(['y'])
  one.clear()
  expect(one.all('out/')).toEqual([])
  expect(other.all('out/')).toEqual(['z'])
})
