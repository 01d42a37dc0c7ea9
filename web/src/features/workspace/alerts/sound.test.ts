import { beforeEach, expect, test, vi } from 'vitest'

const node = {
  frequency: { value: 0 },
  gain: {
    setValueAtTime: () => {},
    linearRampToValueAtTime: () => {},
    exponentialRampToValueAtTime: () => {},
  },
  connect: (to: unknown) => to,
  start: () => {},
  stop: () => {},
}

/** A browser whose page was touched or not, and how often it was asked to sound. */
async function browser(touched: boolean | undefined, on = true) {
  const made = vi.fn()
  class Context {
    currentTime = 0
    destination = node
    createGain = () => node
    createOscillator = () => node
    resume = () => Promise.resolve()
    constructor() {
      made()
    }
  }
  vi.stubGlobal('AudioContext', Context)
  vi.stubGlobal('navigator', touched === undefined ? {} : { userActivation: { hasBeenActive: touched } })
  vi.stubGlobal('localStorage', { getItem: () => JSON.stringify(on), setItem: () => {} })
  vi.stubGlobal('performance', { now: () => 10_000 })
  const { play } = await import('./sound')
  return { play, made }
}

beforeEach(() => {
  vi.resetModules()
  return () => vi.unstubAllGlobals()
})

test('a page nobody has touched does not even try to be heard, so that the console stays silent', async () => {
  const { play, made } = await browser(false)
  play('assigned')
  expect(made).not.toHaveBeenCalled()
})

test.each([true, undefined])('one that was touched (%s) is heard', async touched => {
  const { play, made } = await browser(touched)
  play('assigned')
  expect(made).toHaveBeenCalledTimes(1)
})

test('with the sound off it is not', async () => {
  const { play, made } = await browser(true, false)
  play('assigned')
  expect(made).not.toHaveBeenCalled()
})
