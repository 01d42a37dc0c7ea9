import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isMissingPart, part, reloadWhenAnswered } from './missingPart'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server that answers from some moment on, and a browser that was opened long after the last reload. */
function outside(kept = new Map<string, string>()) {
  const at = { asked: 0, reloads: 0, up: false }
  const world = {
    answers: async () => {
      at.asked++
      return at.up
    },
    reload: () => void at.reloads++,
    now: () => Date.now(),
    store: {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    },
  }
  return { at, world }
}

test('a screen that did not arrive comes back when the server does, and is asked for ever more seldom', async () => {
  const { at, world } = outside()
  const stop = reloadWhenAnswered(world)
  await vi.advanceTimersByTimeAsync(7_000)
  expect(at).toEqual({ asked: 3, reloads: 0, up: false })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(at.asked).toBeLessThan(30)
  at.up = true
  await vi.advanceTimersByTimeAsync(30_000)
  expect(at.reloads).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(at.reloads).toBe(1)
  stop()
})

test('a part that fails although the server answers does not reload the page over and over', async () => {
  const kept = new Map<string, string>()
  const first = outside(kept)
  first.at.up = true
  reloadWhenAnswered(first.world)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(first.at.reloads).toBe(1)
  const again = outside(kept)
  again.at.up = true
  reloadWhenAnswered(again.world)
  await vi.advanceTimersByTimeAsync(29_000)
  expect(again.at.reloads).toBe(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(again.at.reloads).toBe(1)
})

test('who went elsewhere is not reloaded, even by an answer that was on its way', async () => {
  const { at, world } = outside()
  at.up = true
  const stop = reloadWhenAnswered(world)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(at).toEqual({ asked: 0, reloads: 0, up: true })
  let answer = (_: boolean) => {}
  const slow = { ...world, answers: () => new Promise<boolean>(done => (answer = done)) }
  const leave = reloadWhenAnswered(slow)
  await vi.advanceTimersByTimeAsync(1_000)
  leave()
  answer(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(at.reloads).toBe(0)
})

test('only what did not arrive is told apart, and not by the name that makes the router reload', async () => {
  const url = 'https://desk.example/assets/Reports-x.js'
  for (const said of [
    `Failed to fetch dynamically imported module: ${url}`,
    `error loading dynamically imported module: ${url}`,
    'Importing a module script failed.',
    'Unable to preload CSS for /assets/Reports-x.css',
  ]) {
    const error = await part(() => Promise.reject(new TypeError(said)))().catch(e => e)
    expect([isMissingPart(new TypeError(said)), isMissingPart(error)], said).toEqual([true, true])
    expect(error.message).not.toMatch(/^(Failed to fetch|error loading|Importing)/)
  }
  const fault = new TypeError('x is undefined')
  expect(isMissingPart(fault)).toBe(false)
  expect(await part(() => Promise.reject(fault))().catch(e => e)).toBe(fault)
  expect(await part(async () => 'here')()).toBe('here')
})
