import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ptBR as mine } from './catalogues/mine.pt-BR'
import { ptBR as desk } from './catalogues/pt-BR'
import { ptBR as reports } from './catalogues/reports.pt-BR'
import { ptBR as room } from './catalogues/room.pt-BR'
import { ptBR as settings } from './catalogues/settings.pt-BR'

const root = join(import.meta.dirname, '../..')

const source = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.tsx?$/.test(name) && !/\.test\.ts$|catalogues|types\.gen/.test(name))
  .map(name => readFileSync(join(root, name), 'utf8'))
  .join('\n')

/** Whole keys, in quotes of any kind. */
const said = new Set([...source.matchAll(/['"`]([\w.-]+)['"`]/g)].map(m => m[1]))

/** Keys put together: a template with places in it, or what `wordsFor` is asked under. */
const built = [
  ...[...source.matchAll(/`([\w.-]+\$\{[^`]*)`/g)].map(m => pattern(m[1] ?? '')),
  ...[...source.matchAll(/wordsFor\('([\w.]+)'/g)].map(m => pattern(`${m[1]}.\${}`)),
]

function pattern(template: string): RegExp {
  const words = template.split(/\$\{[^}]*\}/).map(w => w.replaceAll('.', '\\.'))
  return new RegExp(`^${words.join('.+')}$`)
}

test('every word of the catalogues is said somewhere', () => {
  expect(
    [said.size, built.length].every(n => n > 20),
    'nothing was read',
  ).toBe(true)
  const unused = [desk, room, settings, reports, mine]
    .flatMap(words => Object.keys(words))
    .filter(key => {
      const base = key.replace(/_(one|other)$/, '')
      return !said.has(base) && !built.some(b => b.test(base))
    })
  expect(unused).toEqual([])
})
