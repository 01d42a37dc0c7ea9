import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from './api'
import { FakeServer, FakeSocket, fakeDisk, fakeLine } from './fakes'
import { conversationOf, messageOf } from './fixtures'
import { Session } from './session'
import { Store } from './store'
import type { Channel } from './wire'

let server: FakeServer
let disk: Storage
let told: string[]

beforeEach(() => {
  vi.useFakeTimers()
  fakeLine()
  server = new FakeServer()
  disk = fakeDisk()
  told = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function load(): Session {
  return new Session(server, new Store('c1', disk), 'wss://desk/widget/v1/live', {
    changed: () => undefined,
    message: ({ id, from }) => told.push(`message ${from} ${id}`),
    unread: count => told.push(`unread ${count}`),
    error: code => told.push(`error ${code}`),
  })
}

async function begin(config: Partial<Channel> = {}): Promise<Session> {
  server.config = { ...server.config, ...config }
  const session = load()
  void session.start()
  await settle()
  return session
}

/** Lets what is due now happen; later timers stay. */
async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}

function write(session: Session, text: string): void {
  session.typed(text)
  session.write()
}

function texts(session: Session): string[] {
  return session.state.thread.map(({ text }) => text ?? '')
}

describe('sending', () => {
  it('makes a visitor for the first message and not before', async () => {
    const session = await begin({ fields: [{ key: 'name', required: true }] })
    expect(server.visitors).toEqual([])
    session.introduce({ name: ' Ana ' })
    write(session, 'hello')
    await settle()
    expect(server.visitors).toEqual([{ token: 't1', body: { name: 'Ana' }, before: undefined }])
    expect(texts(session)).toEqual(['hello'])
  })

  it('repeats a message whose answer was lost with the same id, and shows it once', async () => {
    const session = await begin()
    server.failures = ['lost answer', new Problem(503, 'http_503')]
    write(session, 'one')
    write(session, 'two')
    await settle(60_000)
    expect(texts(session)).toEqual(['one', 'two'])
    expect(new Set(server.bodies.map(({ id }) => id)).size).toBe(2)
    expect(
      server.bodies.slice(0, 3).every((body, _, [first]) => JSON.stringify(body) === JSON.stringify(first)),
    ).toBe(true)
    expect(server.stored.length).toBe(2)
  })

  it('sends after a reload what was written before it', async () => {
    const session = await begin()
    server.failures = ['lost answer']
    write(session, 'written before the reload')
    session.typed('half a thought')
    await settle()
    const reloaded = await begin()
    await settle()
    expect(texts(reloaded)).toEqual(['written before the reload'])
    expect(server.stored.length).toBe(1)
    expect(reloaded.state.draft).toBe('half a thought')
    expect(reloaded.state.outbox).toEqual([])
  })

  it('waits as long as the server asks when it was too much', async () => {
    const session = await begin()
    server.failures = [new Problem(429, 'rate_limited', undefined, 12_000)]
    write(session, 'hello')
    await settle()
    expect(session.state.held?.why).toBe('held')
    session.visible(true) // no reason to hurry
    await settle(11_000)
    expect(server.bodies.length).toBe(1)
    await settle(1_000)
    expect(texts(session)).toEqual(['hello'])
    expect(told).toContain('error rate_limited')
  })

  it('becomes a new visitor when the old one is unknown, and sends what was left', async () => {
    const session = await begin()
    write(session, 'first')
    await settle()
    server.tokens.clear()
    server.stored = []
    server.open = null
    write(session, 'second')
    session.typed('third, unfinished')
    await settle(5_000)
    expect(server.visitors.map(({ token }) => token)).toEqual(['t1', 't2'])
    expect(texts(session)).toEqual(['second'])
    expect(session.state.draft).toBe('third, unfinished')
  })

  it('does not hammer a server that refuses every token', async () => {
    const session = await begin()
    server.tokens.add = () => server.tokens
    write(session, 'hello')
    await settle(10_000)
    expect(server.visitors.length).toBeLessThan(8)
    expect(session.state.outbox.length).toBe(1)
  })

  it('keeps a refused message on the screen and goes on with the next', async () => {
    const session = await begin()
    server.failures = [new Problem(422, 'invalid')]
    write(session, 'bad')
    write(session, 'good')
    await settle()
    expect(session.state.outbox).toMatchObject([{ text: 'bad', refused: 'invalid' }])
    expect(texts(session)).toEqual(['good'])
  })

  it('does not send more than the channel takes', async () => {
    const session = await begin()
    write(session, 'x'.repeat(51))
    await settle()
    expect(server.bodies).toEqual([])
    expect(session.state.draft.length).toBe(51)
  })
})

describe('the feed', () => {
  async function talking(): Promise<Session> {
    const session = await begin()
    write(session, 'hello')
    await settle()
    FakeSocket.last.accept({ type: 'state', conversation: conversationOf({ state: 'assigned' }) })
    return session
  }

  it('is not opened for who has not written', async () => {
    await begin()
    expect(FakeSocket.all).toEqual([])
  })

  it('asks only for what is missing after a reconnect', async () => {
    const session = await talking()
    FakeSocket.last.say({ type: 'message', message: messageOf(2, { from: 'agent' }) })
    session.online(false)
    session.online(true)
    FakeSocket.last.accept()
    expect(FakeSocket.last.sent).toEqual([{ type: 'hello', token: 't1', conversation: 'k1', n: 2 }])
  })

  it('marks what came as delivered, and as read once it is looked at', async () => {
    const session = await talking()
    FakeSocket.last.say({ type: 'message', message: messageOf(2, { from: 'agent' }) })
    await settle(300)
    expect(server.marks).toEqual(['delivered 2'])
    expect(told).toContain('unread 1')
    session.open(true)
    await settle(300)
    expect(server.marks).toEqual(['delivered 2', 'read 2'])
    expect(told.at(-1)).toBe('unread 0')
  })

  it('sends a mark again that did not get through', async () => {
    const session = await talking()
    const works = server.mark
    server.mark = async () => {
      throw new Problem(0, 'network')
    }
    FakeSocket.last.say({ type: 'message', message: messageOf(2, { from: 'agent' }) })
    await settle(300)
    server.mark = works
    session.visible(true)
    await settle()
    expect(server.marks).toEqual(['delivered 2'])
  })

  it('says that somebody types at most every three seconds', async () => {
    const session = await talking()
    const typing = () =>
      FakeSocket.last.sent.filter(frame => (frame as { type: string }).type === 'typing').length
    for (const text of ['a', 'ab', 'abc']) session.typed(text)
    expect(typing()).toBe(1)
    await settle(3_000)
    session.typed('abcd')
    expect(typing()).toBe(2)
  })

  it('tells the page of each message once', async () => {
    await talking()
    const message = messageOf(2, { from: 'agent' })
    FakeSocket.last.say({ type: 'message', message }, { type: 'message', message })
    expect(told.filter(line => line.startsWith('message agent'))).toEqual(['message agent m2'])
  })

  it('starts afresh when the token is closed', async () => {
    const session = await talking()
    FakeSocket.last.say({ type: 'closed_token' })
    expect(session.state.thread).toEqual([])
    expect(disk.getItem('pronto/c1/token')).toBeNull()
    expect(FakeSocket.last.closed).toBe(true)
  })
})

describe('who the customer is', () => {
  it('keeps on as a visitor when the proof is refused, and says so', async () => {
    const session = await begin()
    const works = server.visitor
    server.visitor = async (body, token) => {
      if (body.identity) throw new Problem(403, 'identity_refused', 'identity.hmac')
      return works(body, token)
    }
    await session.identify({ id: '7', hmac: 'forged', name: 'Ana' })
    write(session, 'hello')
    await settle()
    expect(told).toContain('error identity_refused')
    expect(texts(session)).toEqual(['hello'])
  })

  it('tells the server once, not on every page', async () => {
    await (await begin()).identify({ id: '7', name: 'Ana' })
    await (await begin()).identify({ id: '7', name: 'Ana' })
    expect(server.visitors.length).toBe(1)
    await (await begin()).identify({ id: '7', name: 'Ana Lima' })
    expect(server.visitors.map(({ before }) => before)).toEqual([undefined, 't1'])
  })

  const token = (claims: object) => {
    const bytes = new TextEncoder().encode(JSON.stringify(claims))
    const text = btoa(String.fromCharCode(...bytes))
    return `e30.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.signature`
  }

  it('tells what is signed once, though each page brings another token', async () => {
    const says = { sub: '7', name: 'Zoë Ñandú 🌻', attributes: { plan: 'gold' } }
    const session = await begin()
    await session.identify({ token: token({ ...says, exp: 1 }) })
    expect(session.state.profile.name).toBe('Zoë Ñandú 🌻')
    await (await begin()).identify({ token: token({ ...says, exp: 2, iat: 1 }) })
    expect(server.visitors.length).toBe(1)
    await (await begin()).identify({ token: token({ ...says, attributes: {}, exp: 3 }) })
    expect(server.visitors.map(({ before }) => before)).toEqual([undefined, 't1'])
    expect(disk.getItem('pronto/c1/identity')).not.toContain('signature')
    expect(server.left).toEqual([])
    await (await begin()).identify({ token: token({ sub: '8', exp: 3 }) })
    expect(server.left).toEqual(['t1'])
  })

  it('says that a token has run out and takes the next one', async () => {
    const session = await begin()
    const works = server.visitor
    server.visitor = async (body, before) => {
      if (body.identity?.token === 'old') throw new Problem(403, 'identity_expired', 'identity.token')
      return works(body, before)
    }
    await session.identify({ token: 'old' })
    expect(told).toContain('error identity_expired')
    write(session, 'hello')
    await settle()
    await session.identify({ token: token({ sub: '7', exp: 9 }) })
    expect(texts(session)).toEqual(['hello'])
    expect(server.visitors.map(({ before }) => before)).toEqual([undefined, 't1'])
  })

  it('does not blame the customer for what the page says wrongly', async () => {
    const session = await begin()
    const works = server.visitor
    server.visitor = async (body, before) => {
      if (body.identity) throw new Problem(422, 'invalid', 'identity.token')
      return works(body, before)
    }
    await session.identify({ token: 'nonsense' })
    expect(told).toContain('error invalid')
    write(session, 'hello')
    await settle()
    expect(session.state.fieldErrors).toEqual({})
    expect(texts(session)).toEqual(['hello'])
  })

  it('shows one customer nothing of another', async () => {
    const session = await begin()
    await session.identify({ id: '7' })
    write(session, 'mine')
    await settle()
    server.stored = []
    server.open = null
    await session.identify({ id: '8' })
    expect(texts(session)).toEqual([])
    expect(server.left).toEqual(['t1'])
  })

  it('forgets everything at shutdown', async () => {
    const session = await begin()
    write(session, 'hello')
    await settle()
    session.stop()
    expect(server.left).toEqual(['t1'])
    expect(disk.length).toBe(0)
    expect(FakeSocket.last.closed).toBe(true)
  })
})

describe('files', () => {
  const file = (name: string, size: number) => new File(['x'.repeat(size)], name, { type: 'application/pdf' })

  it('refuses what is empty or over the limit before it travels', async () => {
    const session = await begin()
    session.attach([file('empty.pdf', 0), file('big.pdf', 1001), file('good.pdf', 1000)])
    await settle()
    expect(session.state.notices.map(({ text, name }) => `${text} ${name}`)).toEqual([
      'file_empty empty.pdf',
      'file_large big.pdf',
    ])
    expect(server.uploads).toEqual(['good.pdf'])
  })

  it('takes ten files for one message', async () => {
    const session = await begin()
    session.attach(Array.from({ length: 11 }, (_, i) => file(`${i}.pdf`, 1)))
    await settle()
    expect(session.state.tray.length).toBe(10)
    expect(session.state.notices[0]?.text).toBe('files_many')
  })

  it('names the reason of the server and takes the file away', async () => {
    const session = await begin()
    server.failures = [new Problem(415, 'type_refused')]
    session.attach([file('lie.png', 5)])
    await settle()
    expect(session.state.tray).toEqual([])
    expect(session.state.notices[0]).toMatchObject({ text: 'file_type', name: 'lie.png' })
  })

  it('can be tried again after a loss and then sent', async () => {
    const session = await begin()
    server.failures = [new Problem(0, 'network')]
    session.attach([file('a.pdf', 5)])
    await settle()
    expect(session.state.tray[0]?.error).toBe('file_failed')
    session.retryUpload(session.state.tray[0]?.id ?? '')
    await settle()
    session.write()
    await settle()
    expect(server.bodies[0]?.files).toEqual(['f1'])
  })

  it('can be cancelled on the way', async () => {
    const session = await begin()
    let signal: AbortSignal | undefined
    server.upload = (_token, _file, _progress, cancel) => {
      signal = cancel
      return new Promise(() => undefined)
    }
    session.attach([file('a.pdf', 5)])
    await settle()
    session.removeUpload(session.state.tray[0]?.id ?? '')
    expect(signal?.aborted).toBe(true)
    expect(session.state.tray).toEqual([])
  })
})

it('lives without storage', async () => {
  disk = new Proxy(fakeDisk(), {
    get: () => () => {
      throw new Error('blocked')
    },
  })
  const session = await begin()
  write(session, 'hello')
  await settle()
  expect(texts(session)).toEqual(['hello'])
})
