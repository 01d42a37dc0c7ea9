/**
 * The shapes of /widget/v1 as the server sends them. The widget keeps to these
 * and never adds to them: what it knows beside them lives in model.ts.
 */
import type { Locale } from './i18n'

export interface Channel {
  id: string
  title: string
  greeting: string
  away: string
  color: string
  locale: Locale
  fields: Field[]
  question?: { text: string; options: string[] }
  limits: { file_bytes: number; text_chars: number }
  /** Somebody who serves this channel's queues is at the desk. */
  there: boolean
  require_proof: boolean
}

export type FieldKey = 'name' | 'email' | 'phone'

export interface Field {
  key: FieldKey
  required: boolean
}

export interface Conversation {
  id: string
  state: 'queued' | 'offered' | 'assigned' | 'closed'
  outcome?: string
  agent?: string
  protocol: string
  /** How many wait before this one. */
  ahead?: number
  there: boolean
  last_n: number
  agent_read: number
  opened_at: string
  closed_at?: string
}

export interface Message {
  id: string
  conversation: string
  /** Ordinal in its conversation, from 1, without gaps. */
  n: number
  from: 'customer' | 'agent'
  author?: string
  text?: string
  files?: FileRef[]
  at: string
}

export interface FileRef {
  id: string
  name: string
  mime: string
  kind: 'image' | 'video' | 'audio' | 'document'
  size: number
  url: string
}

export interface Snapshot {
  conversation: Conversation | null
  messages: Message[]
}

export type Profile = Partial<Record<FieldKey, string>>

/**
 * What the page says of its signed-in customer: an id, believed with its HMAC,
 * and details that are merely given; or a token, in which the site signs it all.
 */
export interface Identity {
  token?: string
  id?: string
  hmac?: string
  name?: string
  email?: string
  attributes?: Record<string, string>
}

export interface MessageBody {
  id: string
  text?: string
  files?: string[]
  answer?: number
}

export interface Hello {
  type: 'hello'
  token: string
  conversation?: string
  n: number
}

export type ServerFrame =
  | { type: 'state'; conversation: Conversation | null }
  | { type: 'message'; message: Message }
  | { type: 'typing' }
  | { type: 'beat' }
  | { type: 'closed_token' }
