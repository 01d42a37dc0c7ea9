import { describe, expect, test } from 'vitest'
import { blank, differing, firstSteps, parseOrigins, withMember } from './model'

describe('first steps', () => {
  const texts = { title: '', greeting: '', away: '' }
  const ticked = (...args: Parameters<typeof firstSteps>) => firstSteps(...args).map(s => s.done)

  test('are ticked by what there really is', () => {
    const queue = blank.queue()
    const channel = blank.channel(queue.id, 'pt-BR', texts)
    expect(ticked([], [])).toEqual([false, false, false])
    expect(ticked([queue], [])).toEqual([true, false, false])
    expect(ticked([withMember(queue, 'u1', { serves: true })], [channel])).toEqual([true, true, true])
  })

  test('what is out of use does not count', () => {
    const queue = { ...withMember(blank.queue(), 'u1', { serves: true }), active: false }
    const channel = { ...blank.channel(queue.id, 'pt-BR', texts), active: false }
    expect(ticked([queue], [channel])).toEqual([false, false, false])
  })
})

test('who neither serves nor supervises is no member', () => {
  const one = withMember(blank.queue(), 'u1', { serves: true })
  const both = withMember(one, 'u1', { supervises: true })
  expect(both.members).toEqual([{ user: 'u1', serves: true, supervises: true }])
  expect(withMember(withMember(both, 'u1', { serves: false }), 'u1', { supervises: false }).members).toEqual(
    [],
  )
})

test('addresses become origins, and what is none is left for the server to refuse', () => {
  expect(parseOrigins('https://Loja.example/carrinho\nshop.example:8443, http://a.example/')).toEqual([
    'https://loja.example',
    'https://shop.example:8443',
    'http://a.example',
  ])
  expect(parseOrigins(' \n')).toEqual([])
  expect(parseOrigins('http://')).toEqual(['http://'])
})

test('only real differences are told', () => {
  expect(
    differing({ name: 'a', limits: { total: 1 }, rev: 1 }, { name: 'b', limits: { total: 1 }, rev: 2 }),
  ).toEqual(['name'])
})
