/**
 * All that the frame shows, and the rules by which it changes. Pure: the
 * instants and ids come in with the actions, which are named after what
 * happened. What must be done in return is asked by the functions below the
 * reducer (nextToSend, marks, phase) and done by session.ts.
 */
import { known, merge } from './thread'
import type { Channel, Conversation, FieldKey, FileRef, Message, Profile, Snapshot } from './wire'

export interface State {
  channel: Channel | undefined
  failure: 'unreachable' | undefined
  profile: Profile
  /** The customer has told who they are, or a stored visitor says so. */
  introduced: boolean
  fieldErrors: Partial<Record<FieldKey, FieldError>>
  /** The chosen option of the channel's question, until a conversation opens. */
  answer: number | undefined
  conversation: Conversation | null
  thread: Message[]
  outbox: Outgoing[]
  draft: string
  tray: Upload[]
  notices: Notice[]
  link: Link
  online: boolean
  /** Nothing is sent before this instant (429), and why. */
  held: { until: number; why: 'held' | 'busy' } | undefined
  typingUntil: number
  open: boolean
  visible: boolean
  /** How far the customer has seen, and of which conversation. */
  seen: Seen
  preview: boolean
}

export type Link = 'off' | 'connecting' | 'live' | 'lost'
export type FieldError = 'field_required' | 'email_wrong' | 'phone_wrong' | 'field_long'

export interface Seen {
  conversation: string
  n: number
}

/** A message that the server has not yet acknowledged. */
export interface Outgoing {
  id: string
  text: string
  files: FileRef[]
  at: number
  /** Set at the first attempt: from then on the body is frozen, for a repeat must be the same. */
  tried?: boolean
  answer?: number
  /** The server's final no, by code. Stays until tried again or discarded. */
  refused?: string
}

/** A file on its way into the next message. */
export interface Upload {
  id: string
  name: string
  size: number
  kind: FileRef['kind']
  /** 0 to 1. */
  progress: number
  file?: FileRef
  error?: FileError
}

export type FileError = 'file_large' | 'file_empty' | 'file_type' | 'file_failed' | 'file_refused'

export interface Notice {
  id: string
  text: FileError | 'files_many'
  name: string
}

export interface Draft {
  text: string
  files: FileRef[]
}

export type Action =
  | { type: 'configured'; channel: Channel }
  | { type: 'unreachable' }
  | { type: 'previewed'; channel: Channel; thread: Message[] }
  | {
      type: 'restored'
      profile: Profile
      introduced: boolean
      outbox: Outgoing[]
      draft: Draft
      answer: number | undefined
      seen: Seen | undefined
    }
  | { type: 'introduced'; profile: Profile }
  | { type: 'identified'; profile: Profile }
  | { type: 'profileRefused'; errors: State['fieldErrors'] }
  | { type: 'answered'; answer: number | undefined }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'stateSeen'; conversation: Conversation | null }
  | { type: 'messageSeen'; message: Message }
  | { type: 'typingSeen'; now: number }
  | { type: 'drafted'; text: string }
  | { type: 'written'; id: string; now: number }
  | { type: 'attempted'; id: string }
  | { type: 'accepted'; id: string; conversation: Conversation; message: Message }
  | { type: 'refused'; id: string; code: string; field?: string | undefined }
  | { type: 'retried'; id: string; as: string }
  | { type: 'discarded'; id: string }
  | { type: 'held'; until: number; why: 'held' | 'busy' }
  | { type: 'released' }
  | { type: 'uploadBegan'; upload: Upload }
  | { type: 'uploadMoved'; id: string; progress: number }
  | { type: 'uploadDone'; id: string; file: FileRef }
  | { type: 'uploadFailed'; id: string; error: FileError }
  | { type: 'uploadRemoved'; id: string }
  | { type: 'noticed'; notice: Notice }
  | { type: 'dismissed'; id: string }
  | { type: 'linked'; link: Link }
  | { type: 'network'; online: boolean }
  | { type: 'panel'; open: boolean }
  | { type: 'visible'; visible: boolean }
  | { type: 'seen'; seen: Seen }
  | { type: 'forgotten' }
  | { type: 'left' }

/** How long "typing…" is shown after the last sign of it. */
export const typingShown = 6_000
export const filesPerMessage = 10

export const initial: State = {
  channel: undefined,
  failure: undefined,
  profile: {},
  introduced: false,
  fieldErrors: {},
  answer: undefined,
  conversation: null,
  thread: [],
  outbox: [],
  draft: '',
  tray: [],
  notices: [],
  link: 'off',
  online: true,
  held: undefined,
  typingUntil: 0,
  open: false,
  visible: true,
  seen: { conversation: '', n: 0 },
  preview: false,
}

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'configured':
      return { ...state, channel: action.channel, failure: undefined }
    case 'unreachable':
      return { ...state, failure: 'unreachable' }
    case 'previewed':
      return { ...state, ...action, preview: true, introduced: true }
    case 'restored':
      return {
        ...state,
        profile: action.profile,
        introduced: action.introduced,
        outbox: action.outbox,
        draft: action.draft.text,
        tray: action.draft.files.map(file => ({ ...file, progress: 1, file })),
        answer: action.answer,
        seen: action.seen ?? state.seen,
      }
    case 'introduced':
      return { ...state, profile: { ...state.profile, ...action.profile }, introduced: true, fieldErrors: {} }
    case 'identified':
      return { ...state, profile: { ...state.profile, ...action.profile } }
    case 'profileRefused':
      return { ...state, introduced: false, fieldErrors: action.errors }
    case 'answered':
      return { ...state, answer: action.answer }
    case 'snapshot':
      return look({
        ...receive(state, action.snapshot.messages),
        ...follow(state, action.snapshot.conversation),
      })
    case 'stateSeen':
      // "None" can be older than the answer that just opened one.
      return action.conversation ? look({ ...state, ...follow(state, action.conversation) }) : state
    case 'messageSeen':
      return look(receive(state, [action.message]))
    case 'typingSeen':
      return { ...state, typingUntil: action.now + typingShown }
    case 'drafted':
      return { ...state, draft: action.text }
    case 'written':
      return written(state, action.id, action.now)
    case 'attempted':
      return edit(state, action.id, item => attempt(state, item))
    case 'accepted':
      return look({
        ...receive(state, [action.message]),
        ...opened(state, action.conversation),
        held: undefined,
      })
    case 'refused':
      return refuse(state, action.id, action.code, action.field)
    case 'retried':
      return edit(state, action.id, ({ text, files, at }) => ({ id: action.as, text, files, at }))
    case 'discarded':
      return { ...state, outbox: state.outbox.filter(item => item.id !== action.id) }
    case 'held':
      return { ...state, held: { until: action.until, why: action.why } }
    case 'released':
      return { ...state, held: undefined }
    case 'uploadBegan':
      return {
        ...state,
        tray: [...state.tray.filter(upload => upload.id !== action.upload.id), action.upload],
      }
    case 'uploadMoved':
      return tray(state, action.id, { progress: action.progress })
    case 'uploadDone':
      return tray(state, action.id, { progress: 1, file: action.file })
    case 'uploadFailed':
      return tray(state, action.id, { error: action.error })
    case 'uploadRemoved':
      return { ...state, tray: state.tray.filter(upload => upload.id !== action.id) }
    case 'noticed':
      return { ...state, notices: [...state.notices, action.notice].slice(-3) }
    case 'dismissed':
      return { ...state, notices: state.notices.filter(notice => notice.id !== action.id) }
    case 'linked':
      return linked(state, action.link)
    case 'network':
      return { ...state, online: action.online }
    case 'panel':
      return look({ ...state, open: action.open })
    case 'visible':
      return look({ ...state, visible: action.visible })
    case 'seen':
      return further(state, action.seen)
    case 'forgotten':
      return forget(state)
    case 'left':
      return {
        ...initial,
        channel: state.channel,
        open: state.open,
        visible: state.visible,
        online: state.online,
      }
  }
}

/** What the panel asks for now. */
export type Phase = 'loading' | 'fields' | 'question' | 'chat'

export function phase(state: State): Phase {
  if (!state.channel) return 'loading'
  if (state.preview || isOpen(state.conversation)) return 'chat'
  if (!state.introduced && !complete(state.channel, state.profile)) return 'fields'
  return awaitsAnswer(state) ? 'question' : 'chat'
}

export function isOpen(conversation: Conversation | null): conversation is Conversation {
  return conversation !== null && conversation.state !== 'closed'
}

/** The message to send now: one at a time, in the order they were written. */
export function nextToSend(state: State, now: number): Outgoing | undefined {
  if (state.preview || phase(state) === 'loading' || phase(state) === 'fields') return undefined
  if (state.held && now < state.held.until) return undefined
  const next = state.outbox.find(item => item.refused === undefined)
  return next && !next.tried && awaitsAnswer(state) ? undefined : next
}

/** How far messages of the agent have come, and how far they were seen. */
export function marks(state: State): { delivered: Seen; read: Seen } | undefined {
  const conversation = state.conversation?.id
  if (conversation === undefined || state.preview) return undefined
  const reached = known(state.thread, conversation)
  const agents = state.thread.filter(
    message => message.conversation === conversation && message.from === 'agent' && message.n <= reached,
  )
  const delivered = agents.at(-1)?.n ?? 0
  const read = state.seen.conversation === conversation ? Math.min(state.seen.n, delivered) : 0
  return { delivered: { conversation, n: delivered }, read: { conversation, n: read } }
}

export function unread(state: State): number {
  const conversation = state.conversation?.id
  const seen = state.seen.conversation === conversation ? state.seen.n : 0
  return state.thread.filter(
    message => message.conversation === conversation && message.from === 'agent' && message.n > seen,
  ).length
}

export type Tick = 'sending' | 'delivered' | 'read' | 'not_sent'

/** An acknowledged message has been delivered; the desk's mark makes it read. */
export function tick(state: State, message: Message): Tick {
  const { conversation } = state
  // An agent who closed a conversation, or one before it, had it before them.
  return conversation?.id !== message.conversation || conversation.agent_read >= message.n
    ? 'read'
    : 'delivered'
}

/** The feed is worth a connection while something can come, or the panel is open. */
export function wantsFeed(state: State): boolean {
  return !state.preview && (isOpen(state.conversation) || state.open)
}

export function uploading(state: State): boolean {
  return state.tray.some(upload => !upload.file && !upload.error)
}

/** How much more may be written: characters as people count them, as the server does. */
export function charsLeft(state: State): number {
  return (state.channel?.limits.text_chars ?? Infinity) - [...state.draft.trim()].length
}

/** Checks what the customer told of themselves against what the channel asks. */
export function checkProfile(channel: Channel, profile: Profile): State['fieldErrors'] {
  const errors: State['fieldErrors'] = {}
  for (const { key, required } of channel.fields) {
    const value = profile[key]?.trim() ?? ''
    if (value === '') {
      if (required) errors[key] = 'field_required'
    } else if (value.length > fieldLimits[key]) errors[key] = 'field_long'
    else if (key === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) errors[key] = 'email_wrong'
    else if (key === 'phone' && !/^\+?[\d\s().-]{6,}$/.test(value)) errors[key] = 'phone_wrong'
  }
  return errors
}

export const fieldLimits: Record<FieldKey, number> = { name: 120, email: 254, phone: 32 }

/** A page that identified its customer may have told all that the channel asks. */
function complete(channel: Channel, profile: Profile): boolean {
  return channel.fields.every(({ key }) => (profile[key]?.trim() ?? '') !== '')
}

function awaitsAnswer(state: State): boolean {
  return (
    !!state.channel?.question &&
    !isOpen(state.conversation) &&
    state.answer === undefined &&
    !state.outbox.some(item => item.tried && item.refused === undefined)
  )
}

/** Takes messages in: each once, whoever brings it first, the answer or the feed. */
function receive(state: State, messages: Message[]): State {
  const ids = new Set(messages.map(message => message.id))
  return {
    ...state,
    thread: merge(state.thread, messages),
    outbox: state.outbox.filter(item => !ids.has(item.id)),
    typingUntil: messages.some(message => message.from === 'agent') ? 0 : state.typingUntil,
  }
}

/** A conversation that opened has used the answer up; the next one asks again. */
function follow(state: State, conversation: Conversation | null): Pick<State, 'conversation' | 'answer'> {
  const same = conversation !== null && conversation.id === state.conversation?.id
  const agent_read = same ? Math.max(conversation.agent_read, state.conversation?.agent_read ?? 0) : 0
  return {
    conversation: same ? { ...conversation, agent_read } : conversation,
    answer: isOpen(conversation) ? undefined : state.answer,
  }
}

/** What is on an open panel of a visible page has been seen. */
function look(state: State): State {
  if (!state.open || !state.visible || !state.conversation) return state
  const conversation = state.conversation.id
  return further(state, { conversation, n: known(state.thread, conversation) })
}

/** An answer's copy may be older than what the feed has since said of the same conversation. */
function opened(state: State, conversation: Conversation): Pick<State, 'conversation' | 'answer'> {
  const fresher = state.link === 'live' && state.conversation?.id === conversation.id
  return fresher ? follow(state, state.conversation) : follow(state, conversation)
}

function further(state: State, seen: Seen): State {
  const same = seen.conversation === state.seen.conversation
  return same && seen.n <= state.seen.n ? state : { ...state, seen }
}

function written(state: State, id: string, now: number): State {
  const text = state.draft.trim()
  const files = state.tray.flatMap(upload => upload.file ?? [])
  if (text === '' && files.length === 0) return state
  return {
    ...state,
    draft: '',
    tray: state.tray.filter(upload => !upload.file),
    outbox: [...state.outbox, { id, text, files, at: now }],
  }
}

function attempt(state: State, item: Outgoing): Outgoing {
  if (item.tried) return item
  const opens = !isOpen(state.conversation) && state.answer !== undefined
  return { ...item, tried: true, ...(opens && { answer: state.answer }) } as Outgoing
}

/** A no that only lacks the answer to the question is asked for; any other stays on the message. */
function refuse(state: State, id: string, code: string, field: string | undefined): State {
  if (field === 'answer') {
    const asked = edit(state, id, ({ text, files, at }) => ({ id, text, files, at }))
    const ended = isOpen(state.conversation)
      ? { ...state.conversation, state: 'closed' as const }
      : state.conversation
    return { ...asked, answer: undefined, conversation: ended }
  }
  return edit(state, id, item => ({ ...item, refused: code }))
}

/**
 * The server no longer knows this visitor. The thread was theirs; what is not
 * yet sent stays and goes out as a new visitor's. Files went up as the old one's.
 */
function forget(state: State): State {
  return {
    ...state,
    conversation: null,
    thread: [],
    seen: initial.seen,
    typingUntil: 0,
    tray: state.tray.map(upload => (upload.file ? failed(upload) : upload)),
  }
}

function failed({ file: _, ...upload }: Upload): Upload {
  return { ...upload, error: 'file_failed' }
}

/** Trying again after a loss is still lost, to who looks on. */
function linked(state: State, link: Link): State {
  const stillLost = state.link === 'lost' && link === 'connecting'
  return stillLost || link === state.link ? state : { ...state, link }
}

function edit(state: State, id: string, change: (item: Outgoing) => Outgoing): State {
  return { ...state, outbox: state.outbox.map(item => (item.id === id ? change(item) : item)) }
}

function tray(state: State, id: string, change: Partial<Upload>): State {
  return { ...state, tray: state.tray.map(upload => (upload.id === id ? { ...upload, ...change } : upload)) }
}
