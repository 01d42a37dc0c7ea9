import type { Conversation, RoomAgent } from '@/api'

export const sales = { id: 'q1', name: 'Vendas' }
export const help = { id: 'q2', name: 'Suporte' }

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

export const labelled = (
  user: string,
  smartspace: RoomAgent['labels']['smartspace'],
  change: Partial<RoomAgent> = {},
) => agent(user, { labels: { blip: 'online', puzzel: 'ready', smartspace }, ...change })

export function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id,
    state: 'assigned',
    channel: { id: 'ch1', name: 'Loja' },
    queue: sales,
    contact: { id: `p-${id}`, display: `Contato ${id}`, rev: 1 },
    protocol: '20261122-0001-1',
    priority: 0,
    opened_at: '2026-11-22T12:00:00.000Z',
    queued_at: '2026-11-22T12:00:00.000Z',
    last_n: 1,
    last_from: 'customer',
    last_at: '2026-11-22T12:01:00.000Z',
    unread: 0,
    agent_read: 0,
    customer_delivered: 0,
    customer_read: 0,
    rev: 1,
    ...change,
  }
}
