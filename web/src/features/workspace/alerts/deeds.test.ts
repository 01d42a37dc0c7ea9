import { expect, test } from 'vitest'
import { Deeds } from './deeds'

/** Two windows of one person, and a clock. */
function windows() {
  const clock = { now: 0 }
  const line = () => ({
    onmessage: null as ((e: MessageEvent) => void) | null,
    postMessage: (_: unknown) => {},
  })
  const [a, b] = [line(), line()]
  a.postMessage = data => b.onmessage?.({ data } as MessageEvent)
  b.postMessage = data => a.onmessage?.({ data } as MessageEvent)
  return { clock, here: new Deeds(a, () => clock.now), there: new Deeds(b, () => clock.now) }
}

test('what I take is my own doing in every window, once, and before the server has answered', async () => {
  const { here, there } = windows()
  await here.doing('c1', async () => {
    expect([here.mine('c1'), there.mine('c1')]).toEqual([true, true])
    expect([here.mine('c1'), there.mine('c1')]).toEqual([false, false])
  })
  expect(here.mine('c2')).toBe(false)
})

test('what was refused was no doing: should it come after all, it is news', async () => {
  const { here, there } = windows()
  await expect(here.doing('c1', () => Promise.reject(new Error('taken')))).rejects.toThrow('taken')
  expect([here.mine('c1'), there.mine('c1')]).toEqual([false, false])
})

test('a doing of long ago is none', async () => {
  const { here, clock } = windows()
  await here.doing('c1', async () => {})
  clock.now = 30_000
  expect(here.mine('c1')).toBe(false)
})
