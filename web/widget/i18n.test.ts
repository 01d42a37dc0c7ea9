import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { catalogue, chooseLocale, fill } from './i18n'

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

describe('the three languages', () => {
  it('have the same keys and the same places to fill', () => {
    const { en, ...others } = catalogue
    expect(Object.keys(en).length).toBeGreaterThan(50)
    for (const strings of Object.values(others)) {
      expect(Object.keys(strings).sort()).toEqual(Object.keys(en).sort())
      for (const [key, text] of Object.entries(strings)) {
        expect(text, key).not.toBe('')
        expect(places(text), key).toEqual(places(en[key as keyof typeof en]))
      }
    }
  })

  it('say nothing that nobody shows', () => {
    const here = fileURLToPath(new URL('.', import.meta.url))
    const files = [here, `${here}views/`].flatMap(folder =>
      readdirSync(folder)
        .filter(name => /^(?!.*\.test\.).*\.tsx?$/.test(name))
        .map(name => readFileSync(folder + name, 'utf8')),
    )
    const source = files.join('\n')
    const unused = Object.keys(catalogue.en).filter(key => !new RegExp(`\\b${key}\\b`).test(source))
    expect(unused).toEqual([])
  })
})

it('speaks what the page asked for, else the channel, else the browser', () => {
  expect(chooseLocale('sv', 'pt-BR', 'en-US')).toBe('sv')
  expect(chooseLocale(undefined, 'pt-BR', 'en-US')).toBe('pt-BR')
  expect(chooseLocale('de', undefined, 'pt-PT')).toBe('pt-BR')
  expect(chooseLocale('xx')).toBe('en')
})

it('fills only the places it knows', () => {
  expect(fill('{name}: {limit} {other}', { name: '<b>', limit: 3 })).toBe('<b>: 3 {other}')
})
