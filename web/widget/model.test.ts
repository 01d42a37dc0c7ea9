import { describe, expect, it } from 'vitest'
import { channelOf, conversationOf, messageOf } from './fixtures'
import * as model from './model'
import { type Action, initial, reduce, type State } from './model'

const question = { text: 'What about?', options: ['Buy', 'Repair'] }

function stateAfter(...actions: Action[]): State {
  return actions.reduce(reduce, initial)
}

function ready(...actions: Action[]): State {
  return stateAfter(
    { type: 'configured', channel: channelOf() },
    { type: 'introduced', profile: { name: 'Ana' } },
    ...actions,
  )
}

function wrote(id: string, text = id): Action[] {
  return [
    { type: 'drafted', text },
    { type: 'written', id, now: 0 },
  ]
}

describe('exactly once', () => {
  const message = messageOf(1, { id: 'a' })
  const accepted: Action = { type: 'accepted', id: 'a', conversation: conversationOf(), message }
  const seen: Action = { type: 'messageSeen', message }

  it.each([
    ['answer only', [accepted]],
    ['feed only', [seen]],
    ['answer, then feed', [accepted, seen]],
    ['feed, then answer', [seen, accepted]],
    ['feed, again on a reconnect, and a late answer', [seen, seen, accepted]],
    [
      'a snapshot that has it',
      [{ type: 'snapshot', snapshot: { conversation: conversationOf(), messages: [message] } } as Action],
    ],
  ])('shows one message for: %s', (_, actions) => {
    const state = ready(...wrote('a'), { type: 'attempted', id: 'a' }, ...actions)
    expect(state.thread.map(({ id }) => id)).toEqual(['a'])
    expect(state.outbox).toEqual([])
  })

  it('orders by ordinal whatever the order of arrival', () => {
    const state = ready(...[3, 1, 2].map((n): Action => ({ type: 'messageSeen', message: messageOf(n) })))
    expect(state.thread.map(({ n }) => n)).toEqual([1, 2, 3])
  })

  it('keeps an earlier conversation before the later one', () => {
    const later = { conversation: 'k0', at: '2026-11-21T11:00:00.000Z' } // an id says nothing of order
    const state = ready(
      { type: 'messageSeen', message: messageOf(1, { ...later, id: 'z' }) },
      { type: 'messageSeen', message: messageOf(1) },
      { type: 'messageSeen', message: messageOf(2) },
    )
    expect(state.thread.map(({ id }) => id)).toEqual(['m1', 'm2', 'z'])
  })
})

describe('sending', () => {
  it('sends one at a time in the order of writing, past what was refused', () => {
    let state = ready(...wrote('a'), ...wrote('b'))
    expect(model.nextToSend(state, 0)?.id).toBe('a')
    state = reduce(state, { type: 'refused', id: 'a', code: 'invalid' })
    expect(model.nextToSend(state, 0)?.id).toBe('b')
  })

  it('tries a refused message again as a new one', () => {
    const state = ready(
      ...wrote('a'),
      { type: 'refused', id: 'a', code: 'invalid' },
      { type: 'retried', id: 'a', as: 'b' },
    )
    expect(model.nextToSend(state, 0)).toEqual({ id: 'b', text: 'a', files: [], at: 0 })
  })

  it('sends nothing before the instant the server named', () => {
    const state = ready(...wrote('a'), { type: 'held', until: 5000, why: 'held' })
    expect(model.nextToSend(state, 4999)).toBeUndefined()
    expect(model.nextToSend(state, 5000)?.id).toBe('a')
  })

  it('writes nothing of blanks, and takes files without text', () => {
    expect(ready(...wrote('a', '  \n')).outbox).toEqual([])
    const file = { id: 'f', name: 'f.png', mime: 'image/png', kind: 'image' as const, size: 1, url: '' }
    const upload = { id: 'u', name: 'f.png', size: 1, kind: 'image' as const, progress: 0 }
    const state = ready(
      { type: 'uploadBegan', upload },
      { type: 'uploadDone', id: 'u', file },
      ...wrote('a', ''),
    )
    expect(state.outbox[0]?.files).toEqual([file])
    expect(state.tray).toEqual([])
  })

  it('keeps what is unsent when the server forgot the visitor', () => {
    const state = ready(
      { type: 'messageSeen', message: messageOf(1) },
      ...wrote('a'),
      { type: 'drafted', text: 'half' },
      { type: 'forgotten' },
    )
    expect(state).toMatchObject({ thread: [], conversation: null, draft: 'half', introduced: true })
    expect(model.nextToSend(state, 0)?.id).toBe('a')
  })

  it('leaves nothing behind at shutdown', () => {
    const state = ready(...wrote('a'), { type: 'left' })
    expect(state).toEqual({ ...initial, channel: state.channel })
  })
})

describe('before the first message', () => {
  const asking = channelOf({
    fields: [
      { key: 'name', required: true },
      { key: 'email', required: false },
    ],
    question,
  })

  it('asks who, then what about, then for the message', () => {
    let state = stateAfter({ type: 'configured', channel: asking })
    expect(model.phase(state)).toBe('fields')
    state = reduce(state, { type: 'introduced', profile: { name: 'Ana' } })
    expect(model.phase(state)).toBe('question')
    state = reduce(state, { type: 'answered', answer: 1 })
    expect(model.phase(state)).toBe('chat')
  })

  it('does not ask what the page has already told', () => {
    const identified: Action = { type: 'identified', profile: { name: 'Ana', email: 'ana@example.com' } }
    expect(model.phase(stateAfter({ type: 'configured', channel: asking }, identified))).toBe('question')
  })

  it('names what is missing or wrong', () => {
    const channel = channelOf({
      fields: [
        { key: 'name', required: true },
        { key: 'email', required: true },
        { key: 'phone', required: false },
      ],
    })
    expect(model.checkProfile(channel, { name: ' ', email: 'ana@', phone: 'none' })).toEqual({
      name: 'field_required',
      email: 'email_wrong',
      phone: 'phone_wrong',
    })
    expect(
      model.checkProfile(channel, { name: 'Ana', email: 'a@b.se', phone: '+55 (11) 98765-4321' }),
    ).toEqual({})
    expect(model.checkProfile(channel, { name: 'a'.repeat(121), email: 'a@b.se' })).toEqual({
      name: 'field_long',
    })
  })
})

describe('the question', () => {
  const asked = stateAfter(
    { type: 'configured', channel: channelOf({ question }) },
    { type: 'introduced', profile: {} },
    { type: 'answered', answer: 1 },
    ...wrote('a'),
  )

  it('goes with the message that opens a conversation, and stays with it over retries', () => {
    const tried = reduce(asked, { type: 'attempted', id: 'a' })
    expect(tried.outbox[0]).toMatchObject({ answer: 1, tried: true })
    // The conversation opened though the answer was lost: the body must not change.
    const opened = reduce(tried, { type: 'stateSeen', conversation: conversationOf() })
    expect(reduce(opened, { type: 'attempted', id: 'a' }).outbox[0]).toMatchObject({ answer: 1 })
  })

  it('is not sent with the messages that follow', () => {
    const opened = reduce(asked, { type: 'stateSeen', conversation: conversationOf() })
    const next = [...wrote('b'), { type: 'attempted', id: 'b' } as Action].reduce(reduce, opened)
    expect(next.outbox[1]).not.toHaveProperty('answer')
  })

  it('is asked again once the conversation has closed', () => {
    const closed = [conversationOf(), conversationOf({ state: 'closed' })].reduce(
      (state, conversation) => reduce(state, { type: 'stateSeen', conversation }),
      asked,
    )
    expect(closed.answer).toBeUndefined()
    expect(model.phase({ ...closed, outbox: [] })).toBe('question')
  })

  it('is asked when the server closed the conversation behind our back, keeping the message', () => {
    let state = reduce(asked, { type: 'stateSeen', conversation: conversationOf({ state: 'assigned' }) })
    state = reduce(state, { type: 'attempted', id: 'a' })
    state = reduce(state, { type: 'refused', id: 'a', code: 'invalid', field: 'answer' })
    expect(model.phase(state)).toBe('question')
    expect(model.nextToSend(state, 0)).toBeUndefined()
    state = reduce(state, { type: 'answered', answer: 0 })
    expect(model.nextToSend(state, 0)?.id).toBe('a')
    expect(reduce(state, { type: 'attempted', id: 'a' }).outbox[0]).toMatchObject({ id: 'a', answer: 0 })
  })
})

describe('marks', () => {
  const talk = ready(
    { type: 'stateSeen', conversation: conversationOf({ state: 'assigned', agent: 'Ana' }) },
    { type: 'messageSeen', message: messageOf(1) },
    { type: 'messageSeen', message: messageOf(2, { from: 'agent' }) },
  )

  it('delivers what has come and reads only on an open panel of a visible page', () => {
    expect(model.marks(talk)).toEqual({
      delivered: { conversation: 'k1', n: 2 },
      read: { conversation: 'k1', n: 0 },
    })
    expect(model.unread(talk)).toBe(1)
    const hidden = [
      { type: 'visible', visible: false } as Action,
      { type: 'panel', open: true } as Action,
    ].reduce(reduce, talk)
    expect(model.unread(hidden)).toBe(1)
    const looked = reduce(hidden, { type: 'visible', visible: true })
    expect(model.unread(looked)).toBe(0)
    expect(model.marks(looked)?.read.n).toBe(2)
  })

  it('does not claim what lies behind a gap', () => {
    const gap = reduce(talk, { type: 'messageSeen', message: messageOf(4, { from: 'agent' }) })
    expect(model.marks(gap)?.delivered.n).toBe(2)
  })

  it('never moves back', () => {
    const looked = reduce(talk, { type: 'panel', open: true })
    expect(reduce(looked, { type: 'seen', seen: { conversation: 'k1', n: 1 } }).seen.n).toBe(2)
    const read = reduce(looked, { type: 'stateSeen', conversation: conversationOf({ agent_read: 1 }) })
    const older = reduce(read, { type: 'stateSeen', conversation: conversationOf({ agent_read: 0 }) })
    expect(model.tick(older, messageOf(1))).toBe('read')
    expect(model.tick(older, messageOf(3))).toBe('delivered')
  })
})

describe('the state of a conversation', () => {
  it('is not put back by the late answer to a message', () => {
    const live = ready(
      { type: 'linked', link: 'live' },
      { type: 'stateSeen', conversation: conversationOf({ state: 'assigned', agent: 'Ana' }) },
    )
    const late = reduce(live, {
      type: 'accepted',
      id: 'a',
      conversation: conversationOf(),
      message: messageOf(1),
    })
    expect(late.conversation?.state).toBe('assigned')
  })

  it('is not lost to a "none" that the feed said before one opened', () => {
    const opened = ready({ type: 'accepted', id: 'a', conversation: conversationOf(), message: messageOf(1) })
    expect(reduce(opened, { type: 'stateSeen', conversation: null }).conversation?.id).toBe('k1')
  })

  it('ends typing with the words', () => {
    const typing = ready({ type: 'typingSeen', now: 1000 })
    expect(typing.typingUntil).toBe(7000)
    expect(
      reduce(typing, { type: 'messageSeen', message: messageOf(1, { from: 'agent' }) }).typingUntil,
    ).toBe(0)
  })

  it('stays lost while it tries again', () => {
    const lost = ready({ type: 'linked', link: 'lost' }, { type: 'linked', link: 'connecting' })
    expect(lost.link).toBe('lost')
  })
})

it('counts characters as people do', () => {
  expect(model.charsLeft(ready({ type: 'drafted', text: '👍'.repeat(50) }))).toBe(0)
})

it('sends nothing from a preview', () => {
  const state = stateAfter({ type: 'previewed', channel: channelOf(), thread: [messageOf(1)] }, ...wrote('a'))
  expect(model.phase(state)).toBe('chat')
  expect(model.nextToSend(state, 0)).toBeUndefined()
  expect(model.marks(state)).toBeUndefined()
  expect(model.wantsFeed({ ...state, open: true })).toBe(false)
})
