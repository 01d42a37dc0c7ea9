/**
 * The shapes and calls of the server, as internal/view and the REST contract
 * have them. Everything else imports API types from here and nowhere else, so
 * that generated types (npm run generate) take this file's place in one step.
 */
export type Role = 'agent' | 'supervisor' | 'admin'
export type LocaleCode = 'pt-BR' | 'sv' | 'en'
export type StatusName = 'online' | 'paused' | 'invisible'

export interface Ref {
  id: string
  name: string
}

export interface Me {
  id: string
  name: string
  email: string
  role: Role
  locale: LocaleCode
  permissions: string[]
  serves: Ref[]
  supervises: Ref[]
  status: Status
  company: string
  time_zone: string
  epoch: string
  seq: number
}

export interface Status {
  user: string
  status: StatusName
  reason?: Reason
  since: string
  open: number
  rev: number
}

export interface Reason {
  id: string
  name: string
  seconds: number
  active: boolean
  rev: number
}

export interface Conversation {
  id: string
  state: 'queued' | 'offered' | 'assigned' | 'closed'
  outcome?: 'finished' | 'archived' | 'abandoned'
  channel: Ref
  queue: Ref
  agent?: Ref
  contact: Contact
  protocol: string
  priority: number
  opened_at: string
  queued_at: string
  assigned_at?: string
  closed_at?: string
  last_n: number
  last_at?: string
  last_from?: 'customer' | 'agent'
  last_text?: string
  unread: number
  agent_read: number
  customer_delivered: number
  customer_read: number
  customer_gone_since?: string
  rev: number
}

export interface Contact {
  id: string
  display: string
  name?: string
  email?: string
  phone?: string
  verified: boolean
  attributes?: Record<string, string>
  rev: number
}

export interface Message {
  id: string
  conversation: string
  n: number
  from: 'customer' | 'agent'
  author?: Ref
  text?: string
  files?: File[]
  at: string
  rev: number
}

export interface File {
  id: string
  name: string
  mime: string
  kind: 'image' | 'video' | 'audio' | 'document'
  size: number
  url: string
}

export interface Offer {
  id: string
  state: 'pending' | 'accepted' | 'declined' | 'expired' | 'withdrawn'
  agent: string
  conversation: string
  contact: string
  queue: Ref
  last_text?: string
  offered_at: string
  expires_at: string
  rev: number
}

export interface TimelineEntry {
  seq: number
  at: string
  kind: string
  actor?: Ref
  params?: Record<string, string>
}

export interface RuleCount {
  rule: string
  count: number
}

export interface Trace {
  conversation: string
  leg: string
  at: string
  queue: Ref
  strategy: 'fewest_open' | 'longest_idle'
  members: number
  left_out: RuleCount[]
  total: number
  candidates: { agent: Ref; open: number; idle_since: string }[]
  winner: Ref
  tie_break: 'open' | 'idle_since' | 'id' | 'only_candidate'
  waited_ms: number
  source: 'assign' | 'offer' | 'take'
}

export interface Waiting {
  queue: Ref
  conversation?: string
  ahead: number
  waiting: number
  oldest_since?: string
  able: number
  members: number
  left_out: RuleCount[]
  reason: string
  retry_at?: string
}

export interface WhyIdle {
  reasons: string[]
  queues: { queue: Ref; rules: string[]; waiting: number }[]
}

export interface User {
  id: string
  name: string
  email: string
  role: Role
  locale: LocaleCode
  active: boolean
  limits: Limits
  rev: number
}

export interface Limits {
  total: number
  chat: number
}

export interface Queue {
  id: string
  name: string
  mode: 'pull' | 'push' | 'both'
  delivery: 'assign' | 'offer'
  ring_seconds: number
  offer_retry_seconds: number
  strategy: 'fewest_open' | 'longest_idle'
  active: boolean
  members: Member[]
  rev: number
}

export interface Member {
  user: string
  serves: boolean
  supervises: boolean
}

export interface Channel {
  id: string
  kind: 'webchat'
  name: string
  active: boolean
  queue: string
  question?: Question
  priority: number
  abandon_seconds: number
  fields: Field[]
  origins: string[]
  require_proof: boolean
  secret?: string
  title: string
  greeting: string
  away: string
  color: string
  locale: LocaleCode
  snippet?: string
  rev: number
}

export interface Question {
  text: string
  options: Option[]
}

export interface Option {
  label: string
  queue: string
}

export interface Field {
  key: 'name' | 'email' | 'phone'
  required: boolean
}

export interface Installation {
  company: string
  time_zone: string
  locale: LocaleCode
  pull_while_paused: boolean
  pull_while_invisible: boolean
  rev: number
}

export interface Problem {
  status: number
  title?: string
  detail?: string
  code?: string
  field?: string
  params?: Record<string, string>
  errors?: { location?: string; message?: string }[]
}

/** A list true as of seq. */
export interface List<Row> {
  items: Row[]
  next?: string
  seq: number
  epoch: string
}

export interface MessagePage {
  items: Message[]
  seq: number
  epoch: string
  more: boolean
}

interface Items<Row> {
  items: Row[]
}

/** What a settings form sends: the row without what the server adds. */
export type UserInput = Omit<User, 'rev'>
export type QueueInput = Omit<Queue, 'rev'>
export type ReasonInput = Omit<Reason, 'rev'>
export type ChannelInput = Omit<Channel, 'rev' | 'kind' | 'secret' | 'snippet'>
type Changed<Input> = Omit<Input, 'id'> & { rev: number }

type Answer<Res> = [Res] extends [never]
  ? { 204: { content?: never }; default: { content: { 'application/problem+json': Problem } } }
  : {
      200: { content: { 'application/json': Res } }
      default: { content: { 'application/problem+json': Problem } }
    }

interface Parameters<Path, Query> {
  path: [Path] extends [never] ? undefined : Path
  query: Query
}

type Params<Path, Query> = [Path] extends [never]
  ? { query?: Query }
  : { path: Parameters<Path, Query>['path']; query?: Query }

interface Read<Res, Path = never, Query = Record<string, never>> {
  parameters: Params<Path, Query>
  responses: Answer<Res>
}

interface Write<Res, Body, Path = never> {
  parameters: Params<Path, Record<string, never>>
  requestBody: { content: { 'application/json': Body } }
  responses: Answer<Res>
}

interface Act<Res, Path = never> {
  parameters: Params<Path, Record<string, never>>
  responses: Answer<Res>
}

interface ById {
  id: string
}

export interface paths {
  '/api/v1/setup/check': { post: Write<never, { token: string }> }
  '/api/v1/setup': {
    post: Write<
      Me,
      { token: string; company: string; name: string; email: string; password: string; time_zone: string }
    >
  }
  '/api/v1/session': {
    get: Read<Me>
    post: Write<Me, { email: string; password: string }>
    delete: Act<never>
  }
  '/api/v1/me': { put: Write<Me, { name: string; locale: LocaleCode }> }
  '/api/v1/me/password': { put: Write<never, { current: string; password: string }> }
  '/api/v1/me/status': { put: Write<Status, { status: StatusName; reason?: string }> }
  '/api/v1/me/why-idle': { get: Read<WhyIdle> }
  '/api/v1/pause-reasons': {
    get: Read<Items<Reason>, never, { all?: boolean }>
    post: Write<Reason, ReasonInput>
  }
  '/api/v1/pause-reasons/{id}': { put: Write<Reason, Changed<ReasonInput>, ById> }
  '/api/v1/conversations': {
    get: Read<
      List<Conversation>,
      never,
      {
        list: 'queue' | 'pending' | 'supervised' | 'closed'
        q?: string
        queue?: string
        cursor?: string
        limit?: number
      }
    >
  }
  '/api/v1/conversations/{id}': { get: Read<Conversation, ById> }
  '/api/v1/conversations/{id}/messages': {
    get: Read<MessagePage, ById, { before?: number; limit?: number }>
    post: Write<Message, { id: string; text?: string; files?: string[] }, ById>
  }
  '/api/v1/conversations/{id}/take': { post: Act<Conversation, ById> }
  '/api/v1/conversations/{id}/finish': { post: Act<Conversation, ById> }
  '/api/v1/conversations/{id}/archive': { post: Act<Conversation, ById> }
  '/api/v1/conversations/{id}/read': { post: Write<never, { n: number }, ById> }
  '/api/v1/conversations/{id}/trace': { get: Read<Items<Trace>, ById> }
  '/api/v1/conversations/{id}/waiting': { get: Read<Waiting, ById> }
  '/api/v1/conversations/{id}/timeline': { get: Read<Items<TimelineEntry>, ById> }
  '/api/v1/contacts/{id}/conversations': { get: Read<List<Conversation>, ById> }
  '/api/v1/offers': { get: Read<List<Offer>> }
  '/api/v1/offers/{id}/accept': { post: Act<Conversation, ById> }
  '/api/v1/offers/{id}/decline': { post: Act<never, ById> }
  '/api/v1/queues/waiting': { get: Read<Items<Waiting>> }
  '/api/v1/users': { get: Read<Items<User>>; post: Write<User, UserInput & { password: string }> }
  '/api/v1/users/{id}': { put: Write<User, Changed<UserInput>, ById> }
  '/api/v1/users/{id}/password': { put: Write<never, { password: string }, ById> }
  '/api/v1/queues': { get: Read<Items<Queue>>; post: Write<Queue, QueueInput> }
  '/api/v1/queues/{id}': { put: Write<Queue, Changed<QueueInput>, ById> }
  '/api/v1/channels': { get: Read<Items<Channel>>; post: Write<Channel, ChannelInput> }
  '/api/v1/channels/{id}': { put: Write<Channel, Changed<ChannelInput>, ById> }
  '/api/v1/channels/{id}/secret': { post: Act<Channel, ById> }
  '/api/v1/installation': { get: Read<Installation>; put: Write<Installation, Installation> }
  '/api/v1/changes': { get: Read<List<TimelineEntry>, never, { cursor?: string; limit?: number }> }
}

/** What the server says on the live feed (internal/view, Frame). */
export interface Frame {
  type: 'welcome' | 'rows' | 'typing' | 'beat' | 'reset' | 'ready' | 'refused'
  epoch?: string
  seq?: number
  prev?: number
  rows?: FrameRow[]
  topic?: string
  from?: string
  window?: string
  code?: string
}

export type Kind = 'conversation' | 'message' | 'status' | 'offer' | 'settings'

export interface FrameRow {
  t: Kind
  id: string
  rev: number
  gone?: boolean
  row?: unknown
}

/** What the desk says on the live feed (internal/view, ClientFrame). */
export interface ClientFrame {
  type: 'hello' | 'subscribe' | 'unsubscribe' | 'typing'
  window?: string
  load?: number
  epoch?: string
  seq?: number
  topics?: string[]
  topic?: string
}
