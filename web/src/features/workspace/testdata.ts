import type { Conversation, Message, RoomAgent } from '@/api'

export const ana = { id: 'u1', name: 'Ana' }
export const bruno = { id: 'u2', name: 'Bruno' }
export const sales = { id: 'q1', name: 'Vendas' }
export const support = { id: 'q2', name: 'Suporte' }

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: 'c1',
    state: 'queued',
    channel: { id: 'ch1', name: 'Loja' },
    queue: sales,
    contact: { id: 'p1', display: 'Maria', rev: 1 },
    protocol: '20261121-0001-1',
    priority: 0,
    opened_at: '2026-11-21T12:00:00.000Z',
    queued_at: '2026-11-21T12:00:00.000Z',
    last_n: 1,
    last_from: 'customer',
    unread: 0,
    agent_read: 0,
    customer_delivered: 0,
    customer_read: 0,
    rev: 1,
    ...change,
  }
}

export function message(n: number, change: Partial<Message> = {}): Message {
  const at = new Date(Date.UTC(2026, 10, 21, 12, 0, n)).toISOString()
  return { id: `m${n}`, conversation: 'c1', n, from: 'customer', text: `word ${n}`, at, rev: n, ...change }
}

export function agent(user: string, change: Partial<RoomAgent> = {}): RoomAgent {
  return {
    user,
    name: user,
    status: 'online',
    since: '2026-11-22T12:00:00.000Z',
    label_since: '2026-11-22T12:00:00.000Z',
    labels: { blip: 'online', puzzel: 'ready', smartspace: 'available' },
    presence: 'connected',
    keep_online: false,
    kept_online: false,
    open: 0,
    offered: 0,
    limits: { total: 5, chat: 5, phone: 999 },
    queues: [{ queue: sales, state: 'in', since: '2026-11-22T12:00:00.000Z' }],
    serves: [sales],
    able: [sales.id],
    rev: 1,
    ...change,
  }
}
