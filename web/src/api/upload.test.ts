import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from './problem'
import { uploadFile, uploadPatience } from './upload'

/** The browser's side of an upload, moved by hand. */
class Wire {
  static last: Wire
  upload: { onprogress?: (e: object) => void } = {}
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  onloadend?: () => void
  status = 0
  responseText = ''
  aborted = false
  open() {}
  setRequestHeader() {}
  send() {
    Wire.last = this
  }
  abort() {
    this.aborted = true
    this.onabort?.()
    this.onloadend?.()
  }
  moves(loaded: number) {
    this.upload.onprogress?.({ lengthComputable: true, loaded, total: 100 })
  }
  answers(status: number, text: string) {
    Object.assign(this, { status, responseText: text })
    this.onload?.()
    this.onloadend?.()
  }
}

/** How it ended: the stored file's id, an error's code, or nothing yet. */
function begin() {
  const parts: number[] = []
  const upload = uploadFile(new File(['words'], 'a.txt'), part => parts.push(part))
  const end: { is?: string } = {}
  void upload.done.then(
    file => Object.assign(end, { is: file.id }),
    (e: Error) => Object.assign(end, { is: e instanceof ApiError ? e.code : e.name }),
  )
  return { wire: Wire.last, parts, end, cancel: upload.cancel }
}

describe('an upload', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('XMLHttpRequest', Wire)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  test('tells how far it is and answers with what was stored', async () => {
    const { wire, parts, end } = begin()
    wire.moves(50)
    wire.answers(201, '{"id":"f1"}')
    await vi.runAllTimersAsync()
    expect([parts, end.is, wire.aborted]).toEqual([[0.5], 'f1', false])
  })

  test('over a silent line is given up as unreachable', async () => {
    const { wire, end } = begin()
    await vi.advanceTimersByTimeAsync(uploadPatience - 1)
    expect(end.is).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect([end.is, wire.aborted]).toEqual(['unreachable', true])
  })

  test('that moves is never given up, however slow; one whose answer does not come is', async () => {
    const { wire, end } = begin()
    for (let at = 10; at <= 100; at += 10) {
      await vi.advanceTimersByTimeAsync(uploadPatience - 1)
      wire.moves(at)
    }
    expect(end.is).toBeUndefined()
    await vi.advanceTimersByTimeAsync(uploadPatience)
    expect(end.is).toBe('unreachable')
  })

  test.each([
    ['a refusal by its code', 415, '{"code":"type_refused"}', 'type_refused'],
    ['a proxy’s page by its status', 503, '<html>', 'read_only'],
    ['half an answer as no answer', 201, '{"id":', 'unreachable'],
  ])('tells %s', async (_, status, text, code) => {
    const { wire, end } = begin()
    wire.answers(status, text)
    await vi.runAllTimersAsync()
    expect(end.is).toBe(code)
  })

  test('cancelled is no failure of the line', async () => {
    const { end, cancel } = begin()
    cancel()
    await vi.runAllTimersAsync()
    expect(end.is).toBe('AbortError')
  })
})
