import { beforeEach, expect, test, vi } from 'vitest'

/** A window of some width, and what this browser remembers. */
async function open(wide: boolean, kept?: string) {
  const store = new Map(kept === undefined ? [] : [['pronto.panel', kept]])
  const query = Object.assign(new EventTarget(), { matches: wide })
  vi.stubGlobal('matchMedia', () => query)
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
  })
  const { panelShown, uncoverThread } = await import('./shown')
  const widen = (matches: boolean) => {
    query.matches = matches
    query.dispatchEvent(new Event('change'))
  }
  return { panelShown, uncoverThread, store, widen }
}

beforeEach(() => {
  vi.resetModules()
  return () => vi.unstubAllGlobals()
})

test('where there is room it is there from the start, and stays as it was left', async () => {
  expect((await open(true)).panelShown.get()).toBe(true)
  vi.resetModules()
  const { panelShown, store } = await open(true, 'false')
  expect(panelShown.get()).toBe(false)
  panelShown.set(true)
  expect(store.get('pronto.panel')).toBe('true')
})

test('over the thread it starts closed, is not remembered, and goes with the thread', async () => {
  const { panelShown, uncoverThread, store } = await open(false, 'true')
  const heard = vi.fn()
  const stop = panelShown.subscribe(heard)
  expect(panelShown.get()).toBe(false)
  panelShown.set(true)
  expect([panelShown.get(), heard.mock.calls.length, store.get('pronto.panel')]).toEqual([true, 1, 'true'])
  uncoverThread()
  expect(panelShown.get()).toBe(false)
  stop()
  panelShown.set(true)
  expect(heard).toHaveBeenCalledTimes(2)
})

test('a window that gets narrow shows the thread, and wide again the panel beside it', async () => {
  const { panelShown, widen } = await open(true)
  widen(false)
  expect(panelShown.get()).toBe(false)
  panelShown.set(true)
  widen(true)
  expect(panelShown.get()).toBe(true)
  widen(false)
  expect(panelShown.get()).toBe(false)
})
