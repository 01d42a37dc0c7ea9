import type { Channel, LocaleCode, Queue, Reason, RoleRow, User } from '@/api'
import { ulid } from '@/shared/ulid'
import { read, type Typed } from './numbers'
import { type ShiftDraft, shiftDraft, toShift } from './shift'

/** A user as the form has them: numbers and times as typed. */
export type UserDraft = Omit<User, 'limits' | 'shift'> & {
  limits: { total: Typed; chat: Typed; phone: Typed }
  shift: ShiftDraft
  password: string
}

/** As many open conversations never keep calls away. */
export const neverBlocked = 999

export const userDraft = (user: User): UserDraft => ({ ...user, shift: shiftDraft(user.shift), password: '' })

export const toUser = ({ password, ...draft }: UserDraft): User => ({
  ...draft,
  limits: {
    total: read(draft.limits.total),
    chat: read(draft.limits.chat),
    phone: read(draft.limits.phone),
  },
  shift: toShift(draft.shift),
})

/** What a new one begins with: values that work as they are. */
export const blank = {
  user: (locale: LocaleCode): UserDraft => ({
    id: ulid(),
    name: '',
    email: '',
    role: 'agent',
    locale,
    active: true,
    limits: { total: 5, chat: 5, phone: neverBlocked },
    shift: { kind: 'none', length: '', start: '', end: '' },
    password: '',
    rev: 0,
  }),
  role: (): RoleRow => ({
    id: ulid(),
    name: '',
    built_in: false,
    permissions: ['status.set', 'conversation.serve'],
    users: 0,
    rev: 0,
  }),
  queue: (): Queue => ({
    id: ulid(),
    name: '',
    mode: 'both',
    delivery: 'assign',
    ring_seconds: 20,
    offer_retry_seconds: 60,
    strategy: 'fewest_open',
    active: true,
    members: [],
    rev: 0,
  }),
  reason: (): Reason => ({ id: ulid(), name: '', seconds: 0, counts_as: 'any', active: true, rev: 0 }),
  channel: (
    queue: string,
    locale: LocaleCode,
    texts: { title: string; greeting: string; away: string },
  ): Channel => ({
    id: ulid(),
    kind: 'webchat',
    name: '',
    active: true,
    queue,
    priority: 0,
    abandon_seconds: 300,
    fields: [{ key: 'name', required: true }],
    origins: [],
    require_proof: false,
    color: '#4550c8',
    locale,
    rev: 0,
    ...texts,
  }),
}

export interface Step {
  id: 'queue' | 'member' | 'channel'
  done: boolean
}

/** The first steps, ticked by what there really is. */
export function firstSteps(queues: readonly Queue[], channels: readonly Channel[]): Step[] {
  const active = queues.filter(q => q.active)
  return [
    { id: 'queue', done: active.length > 0 },
    { id: 'member', done: active.some(q => q.members.some(m => m.serves)) },
    { id: 'channel', done: channels.some(c => c.active) },
  ]
}

/** One origin a line, as a site's address is copied from a browser. */
export function parseOrigins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(line => line !== '')
    .map(line => {
      try {
        return new URL(line.includes('://') ? line : `https://${line}`).origin
      } catch {
        return line // the server says what is wrong with it
      }
    })
}

/** Serves and supervises, switched for one user; who does neither is no member. */
export function withMember(
  queue: Queue,
  user: string,
  change: { serves?: boolean; supervises?: boolean },
): Queue {
  const was = queue.members.find(m => m.user === user) ?? { user, serves: false, supervises: false }
  const member = { ...was, ...change }
  const rest = queue.members.filter(m => m.user !== user)
  return { ...queue, members: member.serves || member.supervises ? [...rest, member] : rest }
}

/** The names of the fields in which two copies differ. */
export function differing<Row extends object>(mine: Row, theirs: Row): (keyof Row & string)[] {
  const keys = Object.keys(theirs) as (keyof Row & string)[]
  return keys.filter(k => k !== 'rev' && JSON.stringify(mine[k]) !== JSON.stringify(theirs[k]))
}
