import { describe, expect, test } from 'vitest'
import {
  agentMatches,
  byAgent,
  bySession,
  doing,
  glance,
  labelCounts,
  loadOf,
  noFilter,
  offlineFound,
  openIn,
  pauseOf,
  queueWait,
  sessionMatches,
  standing,
  steady,
  totals,
  waitingSince,
} from './model'
import { agent, conversation, help, labelled, sales } from './testdata'

const names = (rows: readonly { name: string }[]) => rows.map(r => r.name)

describe('S-37 S-44 agents by label', () => {
  const agents = [
    labelled('Ana', 'available'),
    labelled('Bia', 'paused'),
    labelled('Caio', 'inactive'),
    labelled('Davi', 'offline', { serves: [help] }),
    labelled('Érica', 'available', { serves: [sales, help] }),
  ]

  test('are counted', () => {
    expect(labelCounts(agents)).toEqual({ available: 2, paused: 1, inactive: 1, offline: 1 })
  })

  const shown = (change: Partial<typeof noFilter>) =>
    names(agents.filter(a => agentMatches(a, { ...noFilter, ...change })))

  test('without a label all but Offline are shown; these have a list of their own', () => {
    expect(shown({})).toEqual(['Ana', 'Bia', 'Caio', 'Érica'])
    expect(shown({ label: 'offline' })).toEqual(['Davi'])
    expect(shown({ label: 'inactive' })).toEqual(['Caio'])
  })

  test('by queue, and by words whatever their case and accents', () => {
    expect(shown({ queue: help.id })).toEqual(['Érica'])
    expect(shown({ text: ' eri' })).toEqual(['Érica'])
    expect(shown({ text: 'ÉRICA' })).toEqual(['Érica'])
    expect(shown({ text: 'ana', queue: help.id })).toEqual([])
  })

  test('who is looked for in vain may be among the Offline, by the same words and queue', () => {
    const found = (change: Partial<typeof noFilter>) => offlineFound(agents, { ...noFilter, ...change })
    expect(found({ text: 'davi' })).toBe(1)
    expect(found({ text: 'davi', label: 'paused', queue: help.id })).toBe(1)
    expect(found({ text: 'davi', queue: sales.id })).toBe(0)
    expect(found({ text: 'ana' })).toBe(0)
    expect(found({ text: 'davi', label: 'offline' })).toBe(0) // there they are looked for already
  })
})

describe('rows hold their places', () => {
  const idOf = (id: string) => id
  const order = (a: string, b: string) => a.localeCompare(b)

  test('at first they are in order', () => {
    expect(steady([], ['c', 'a', 'b'], idOf, order)).toEqual(['a', 'b', 'c'])
  })
  test('who is new comes at the end, wherever they would belong', () => {
    expect(steady(['b', 'd'], ['a', 'b', 'c', 'd'], idOf, order)).toEqual(['b', 'd', 'a', 'c'])
  })
  test('who left leaves, and the others do not change places', () => {
    expect(steady(['c', 'b', 'a'], ['a', 'c'], idOf, order)).toEqual(['c', 'a'])
  })
  test('a row that changed is the new one in the old place', () => {
    const rows = [
      { id: 'x', n: 2 },
      { id: 'y', n: 2 },
    ]
    expect(
      steady(
        ['y', 'x'],
        rows,
        r => r.id,
        () => 0,
      ),
    ).toEqual([
      { id: 'y', n: 2 },
      { id: 'x', n: 2 },
    ])
  })
})

test('orders: what asks for an eye first; who is longest in their label; who is fullest', () => {
  const agents = [
    labelled('Ana', 'available', { open: 5, label_since: '2026-11-22T12:00:02.000Z' }),
    labelled('Bia', 'paused', { label_since: '2026-11-22T12:00:01.000Z' }),
    labelled('Caio', 'inactive', { open: 1, label_since: '2026-11-22T12:00:03.000Z' }),
  ]
  expect(names([...agents].sort(byAgent('label')))).toEqual(['Caio', 'Bia', 'Ana'])
  expect(names([...agents].sort(byAgent('since')))).toEqual(['Bia', 'Ana', 'Caio'])
  expect(names([...agents].sort(byAgent('load')))).toEqual(['Ana', 'Caio', 'Bia'])
  expect(names([...agents].reverse().sort(byAgent('name')))).toEqual(['Ana', 'Bia', 'Caio'])
})

describe('a pause', () => {
  const lunch = { id: 'r1', name: 'Almoço', seconds: 60, counts_as: 'any' as const, active: true, rev: 1 }
  const paused = labelled('Ana', 'paused', { reason: lunch })
  const at = (seconds: number) => Date.parse(paused.since) + seconds * 1000

  test('within its time, at its end, and over it', () => {
    expect(pauseOf(paused, at(59))).toEqual({ reason: 'Almoço', planned: '01:00', over: null })
    expect(pauseOf(paused, at(60))?.over).toBeNull()
    expect(pauseOf(paused, at(61))?.over).toBe('00:01')
  })
  test('without a planned time it is never over', () => {
    const open = { ...paused, reason: { ...lunch, seconds: 0 } }
    expect(pauseOf(open, at(9999))).toEqual({ reason: 'Almoço', planned: null, over: null })
  })
  test('who is not in Pausa has none, not even with a broken connection', () => {
    expect(pauseOf(labelled('Ana', 'inactive', { reason: lunch }), at(61))).toBeNull()
  })
})

describe('what an agent does, by vocabulary', () => {
  const wrapUp = agent('Ana', {
    open: 2,
    hold: { state: 'wrap_up', since: '2026-11-22T12:05:00.000Z' },
    labels: { blip: 'online', puzzel: 'wrap_up', smartspace: 'available' },
  })
  const declined = agent('Bia', { busy: { cause: 'rejected', since: '2026-11-22T12:06:00.000Z' } })

  test('P-STATUS-02 P-STATUS-32 puzzel: its seven labels, always with the number', () => {
    expect(doing(wrapUp, 'puzzel')).toEqual({
      words: 'room.puzzel.wrap_up',
      open: 2,
      since: '2026-11-22T12:05:00.000Z',
    })
    expect(doing(agent('Ana'), 'puzzel')).toEqual({ words: 'room.puzzel.ready', open: 0, since: null })
  })
  test('smartspace: S-39 the label stays, so only a hold or busy is told', () => {
    expect(doing(wrapUp, 'smartspace')?.words).toBe('room.hold.wrap_up')
    expect(doing(declined, 'smartspace')?.words).toBe('room.busy.rejected')
    expect(doing(agent('Ana'), 'smartspace')).toBeNull()
  })
  test('blip: what was declared, where the label does not say it, unless a hold says more', () => {
    expect(doing(agent('Ana'), 'blip')).toBeNull()
    expect(doing(labelled('Ana', 'inactive'), 'blip')?.words).toBe('room.blip.online')
    expect(doing(wrapUp, 'blip')?.words).toBe('room.hold.wrap_up')
  })
  test('without another word, that they have work in hand', () => {
    const serving = { words: 'room.doing.serving', open: 2, since: null }
    expect(doing(agent('Ana', { open: 2 }), 'smartspace')).toEqual(serving)
    expect(doing(agent('Ana', { open: 2 }), 'blip')).toEqual(serving)
  })
})

test('pending offers count against the limit', () => {
  expect(loadOf(agent('Ana', { open: 3, offered: 1 }))).toEqual({
    held: 4,
    limit: 5,
    share: 0.8,
    full: false,
  })
  expect(loadOf(agent('Ana', { open: 4, offered: 1 })).full).toBe(true)
  expect(loadOf(agent('Ana', { limits: { total: 0, chat: 0, phone: 999 } }))).toMatchObject({
    share: 1,
    full: true,
  })
})

describe('sessions', () => {
  test('a customer waits since the first of their words that have no answer, or since they came', () => {
    const asked_at = '2026-11-22T12:01:00.000Z'
    const answered = conversation('1', { last_from: 'agent' })
    const said = conversation('1', { asked_at, last_at: '2026-11-22T12:09:00.000Z' })
    expect(waitingSince(said)).toBe(asked_at)
    expect(waitingSince(answered)).toBeNull()
    expect(waitingSince({ ...said, state: 'queued' })).toBe(asked_at)
    expect(waitingSince({ ...answered, state: 'offered' })).toBe(answered.queued_at)
  })
  test('the wait in the queue goes on, or was; a person’s move has none', () => {
    const queued = conversation('1', { state: 'queued' })
    const assigned_at = '2026-11-22T12:01:05.400Z'
    expect(queueWait(queued)).toEqual({ since: queued.queued_at })
    expect(queueWait(conversation('1', { state: 'offered' }))).toEqual({ since: queued.queued_at })
    expect(queueWait(conversation('1', { assigned_at, source: 'take' }))).toEqual({ seconds: 65 })
    expect(queueWait(conversation('1', { assigned_at, source: 'move' }))).toBeNull()
    expect(queueWait(conversation('1', { assigned_at, source: 'take_over' }))).toBeNull()
  })
  test('who waits longest is first, the answered last', () => {
    const rows = [
      conversation('1', { last_from: 'agent' }),
      conversation('2', { asked_at: '2026-11-22T12:03:00.000Z' }),
      conversation('3', { asked_at: '2026-11-22T12:02:00.000Z' }),
      conversation('4', { state: 'queued', queued_at: '2026-11-22T12:02:30.000Z' }),
    ]
    expect(rows.sort(bySession('waiting')).map(c => c.id)).toEqual(['3', '4', '2', '1'])
    expect(rows.sort(bySession('queued')).map(c => c.id)).toEqual(['4', '1', '2', '3'])
  })
  test('found by customer, agent or protocol', () => {
    const c = conversation('1', { agent: { id: 'u1', name: 'Ana' } })
    const found = (text: string) => sessionMatches(c, { text, queue: null })
    expect([found('contato 1'), found('ana'), found('0001-1'), found('bruno')]).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(sessionMatches(c, { text: '', queue: help.id })).toBe(false)
  })
  test('only what is open in these queues', () => {
    const rows = [
      conversation('1'),
      conversation('2', { state: 'closed' }),
      conversation('3', { queue: help }),
    ]
    expect(openIn(rows, [sales]).map(c => c.id)).toEqual(['1'])
  })
})

test('queues at a glance, and all of them together', () => {
  const rows = [
    conversation('1'),
    conversation('2', { state: 'queued', queued_at: '2026-11-22T12:02:00.000Z' }),
    conversation('3', { state: 'offered', queued_at: '2026-11-22T12:01:00.000Z' }),
    conversation('4', { state: 'queued', queue: help, queued_at: '2026-11-22T12:05:00.000Z' }),
  ]
  const glances = glance({
    queues: [sales, help],
    conversations: rows,
    agents: [agent('Ana'), agent('Bia', { able: [] })],
  })
  expect(glances).toEqual([
    { queue: help, waiting: 1, oldest: '2026-11-22T12:05:00.000Z', able: 0, serving: 0 },
    { queue: sales, waiting: 2, oldest: '2026-11-22T12:01:00.000Z', able: 1, serving: 1 },
  ])
  expect(totals(glances)).toEqual({ waiting: 3, serving: 1, oldest: '2026-11-22T12:01:00.000Z' })
})

test('a filter by a queue that went is no filter: its name stands nowhere to take it back', () => {
  const queues = [{ id: 'q1', name: 'Vendas' }]
  const by = (queue: string | null) => standing({ text: 'ana', queue, label: 'paused' }, queues)
  expect(by('q1').queue).toBe('q1')
  expect(by('gone')).toEqual({ text: 'ana', queue: null, label: 'paused' })
  expect(by(null).queue).toBeNull()
})
