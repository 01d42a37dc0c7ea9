import { beforeEach, expect, test, vi } from 'vitest'

/** Each test with a desk that has just begun. */
async function begin() {
  vi.resetModules()
  return await import('./i18n')
}

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { lang: '' } })
  vi.stubGlobal('localStorage', { setItem: () => {} })
})

test.each([
  [0, '0 mensagens não lidas'],
  [1, '1 mensagem não lida'],
  [2, '2 mensagens não lidas'],
  [1_000_000, '1000000 mensagens não lidas'],
])('%d is said as people say it', async (count, words) => {
  const { t } = await begin()
  expect(t('list.unread', { count })).toBe(words)
})

test('a count without two forms is only a value', async () => {
  const { t } = await begin()
  expect(t('offer.left', { count: 1 })).toBe('1 s')
})

test('what somebody is called is filled in as it is, and not read again', async () => {
  const { t } = await begin()
  expect(t('composer.remove', { name: '{{name}} $& <b>' })).toBe('Remover {{name}} $& <b>')
})

test('a code without words has none', async () => {
  const { wordsFor } = await begin()
  expect(wordsFor('problem', 'signed_out')).toBe('Sua sessão terminou. Entre de novo.')
  expect(wordsFor('problem', 'brand_new')).toBeUndefined()
})

test('another language is there once its words are, and what it lacks is said in Portuguese', async () => {
  const { addCatalogue, locale, setLocale, t, wordsFor } = await begin()
  const change = setLocale('sv')
  expect([locale(), t('common.close')]).toEqual(['pt-BR', 'Fechar'])
  await change
  expect([locale(), t('common.close'), document.documentElement.lang]).toEqual(['sv', 'Stäng', 'sv'])

  await addCatalogue(async code =>
    code === 'sv' ? { 'part.both': 'båda' } : { 'part.both': 'ambos', 'part.pt': 'só' },
  )
  expect([wordsFor('part', 'both'), wordsFor('part', 'pt')]).toEqual(['båda', 'só'])
  await setLocale('pt-BR')
  expect(wordsFor('part', 'both')).toBe('ambos')
})
