import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeSocket, fakeLine } from './fakes'
import { LiveSocket } from './socket'
import type { ServerFrame } from './wire'

let links: string[]
let frames: ServerFrame[]
let token: string | undefined

function socket(): LiveSocket {
  return new LiveSocket(
    'wss://desk/widget/v1/live',
    {
      hello: () => (token === undefined ? undefined : { type: 'hello', token, n: frames.length }),
      frame: frame => frames.push(frame),
      link: link => links.push(link),
    },
    () => 1,
  )
}

beforeEach(() => {
  vi.useFakeTimers()
  fakeLine()
  links = []
  frames = []
  token = 'secret'
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the line', () => {
  it('says hello with the token in the first frame, never in the address', () => {
    socket().start()
    FakeSocket.last.accept()
    expect(FakeSocket.last.sent).toEqual([{ type: 'hello', token: 'secret', n: 0 }])
    expect(FakeSocket.last.url).not.toContain('secret')
  })

  it('takes 25 seconds of silence for a loss, and a beat for life', () => {
    socket().start()
    FakeSocket.last.accept({ type: 'beat' })
    vi.advanceTimersByTime(20_000)
    FakeSocket.last.say({ type: 'beat' })
    vi.advanceTimersByTime(24_999)
    expect(links.at(-1)).toBe('live')
    vi.advanceTimersByTime(1)
    expect(links.at(-1)).toBe('lost')
    expect(FakeSocket.last.closed).toBe(true)
  })

  it('waits longer after each failure, and starts over after a success', () => {
    socket().start()
    for (const wait of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const count = FakeSocket.all.length
      FakeSocket.last.onclose?.()
      vi.advanceTimersByTime(wait - 1)
      expect(FakeSocket.all.length).toBe(count)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.all.length).toBe(count + 1)
    }
    FakeSocket.last.accept({ type: 'beat' })
    FakeSocket.last.onclose?.()
    vi.advanceTimersByTime(500)
    expect(links.at(-1)).toBe('connecting')
  })

  it('reconnects at once when the page wakes after a silence, and not when the line is good', () => {
    const line = socket()
    line.start()
    FakeSocket.last.accept({ type: 'beat' })
    line.wake()
    expect(FakeSocket.all.length).toBe(1)
    vi.setSystemTime(Date.now() + 60_000) // slept: no timer ran
    line.wake()
    expect(FakeSocket.all.length).toBe(2)
    expect(FakeSocket.all[0]?.closed).toBe(true)
  })

  it('tells what it knows on each connect', () => {
    const line = socket()
    line.start()
    FakeSocket.last.accept({ type: 'beat' })
    line.lose()
    line.wake()
    FakeSocket.last.accept()
    expect(FakeSocket.last.sent).toEqual([{ type: 'hello', token: 'secret', n: 1 }])
  })

  it('stays quiet once stopped', () => {
    const line = socket()
    line.start()
    line.stop()
    line.wake()
    vi.advanceTimersByTime(120_000)
    expect(FakeSocket.all.length).toBe(1)
    expect(links.at(-1)).toBe('off')
  })

  it('does not connect for nobody', () => {
    token = undefined
    socket().start()
    FakeSocket.last.accept()
    expect(FakeSocket.last.sent).toEqual([])
    expect(FakeSocket.last.closed).toBe(true)
  })
})
