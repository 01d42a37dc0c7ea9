import type { Server } from './server'
import { ulid } from './ulid'

export interface Person {
  id: string
  name: string
  email: string
}

/** Opens every door of a journey's company. */
export const password = 'luz morna 42'

interface PersonOptions {
  role?: 'agent' | 'supervisor' | 'admin'
  limit?: number
}

export interface QueueOptions {
  name?: string
  mode?: 'pull' | 'push' | 'both'
  delivery?: 'assign' | 'offer'
  ring_seconds?: number
  offer_retry_seconds?: number
  serves?: Person[]
  supervises?: Person[]
}

interface ChannelOptions {
  name?: string
  fields?: { key: 'name' | 'email' | 'phone'; required: boolean }[]
  [more: string]: unknown
}

interface Queue {
  id: string
  name: string
}

/** One company, furnished over REST as an integrator would. */
export class Company {
  readonly admin: Person = { id: '', name: 'Marina Duarte', email: 'marina@casa.example' }
  private cookie = ''

  constructor(readonly server: Server) {}

  async found(): Promise<void> {
    const body = {
      token: await this.server.setupToken(),
      company: 'Casa Lume',
      name: this.admin.name,
      email: this.admin.email,
      password,
      time_zone: 'America/Sao_Paulo',
    }
    const me = await this.call<{ id: string }>('POST', '/setup', body)
    this.admin.id = me.id
  }

  async person(name: string, { role = 'agent', limit = 10 }: PersonOptions = {}): Promise<Person> {
    const email = `${name.split(' ')[0]?.toLowerCase()}@casa.example`
    const person = { id: ulid(), name, email }
    await this.call('POST', '/users', {
      ...person,
      role,
      locale: 'pt-BR',
      active: true,
      password,
      limits: { total: limit, chat: limit, phone: 999 },
      shift: { start_seconds: 0, length_seconds: 0, end_seconds: 0 },
    })
    return person
  }

  async queue({ serves = [], supervises = [], ...options }: QueueOptions = {}): Promise<Queue> {
    const queue = {
      id: ulid(),
      name: 'Vendas',
      mode: 'pull',
      delivery: 'assign',
      ring_seconds: 20,
      offer_retry_seconds: 0,
      strategy: 'fewest_open',
      active: true,
      ...options,
      members: [
        ...serves.map(p => ({ user: p.id, serves: true, supervises: supervises.includes(p) })),
        ...supervises
          .filter(p => !serves.includes(p))
          .map(p => ({ user: p.id, serves: false, supervises: true })),
      ],
    }
    return this.call('POST', '/queues', queue)
  }

  async channel(queue: { id: string }, options: ChannelOptions = {}): Promise<{ id: string }> {
    return this.call('POST', '/channels', {
      id: ulid(),
      name: 'Loja',
      active: true,
      queue: queue.id,
      priority: 0,
      abandon_seconds: 3600,
      fields: [{ key: 'name', required: true }],
      origins: [],
      require_proof: false,
      title: 'Casa Lume',
      greeting: 'Olá! Como podemos ajudar?',
      away: 'Deixe sua mensagem e respondemos assim que voltarmos.',
      color: '#b4552d',
      locale: 'pt-BR',
      ...options,
    })
  }

  async pauseReason(name: string, seconds = 0): Promise<{ id: string }> {
    return this.call('POST', '/pause-reasons', { id: ulid(), name, seconds, active: true })
  }

  /** A call of the administrator's. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.server.url}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Cookie: this.cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    const cookie = response.headers.get('set-cookie')
    if (cookie) this.cookie = cookie.split(';', 1)[0] ?? ''
    return (text ? JSON.parse(text) : undefined) as T
  }
}
