/**
 * What the loader (in the shop's page) and the frame (in ours) say to each
 * other. Both sides name the exact origin they speak to and check the one they
 * hear, so neither another frame nor an opener can join in.
 */
import type { Channel, Identity } from './wire'

export type ToFrame =
  | { type: 'boot'; locale?: string }
  | { type: 'identify'; identity: Identity }
  | { type: 'open'; focus: boolean }
  | { type: 'close' }
  | { type: 'shutdown' }
  | { type: 'preview'; channel: Partial<Channel> }

export type ToPage =
  | { type: 'ready'; title: string; color: string; ink: string; labels: Labels; reopen: boolean }
  | { type: 'unread'; count: number; labels: Labels }
  | { type: 'open' }
  | { type: 'close' }
  | { type: 'message'; message: { id: string; from: 'customer' | 'agent' } }
  | { type: 'error'; error: { code: string; detail: string } }
  | { type: 'bye' }
  | { type: 'preview' }

/** The launcher's names, in the customer's language. */
export interface Labels {
  open: string
  close: string
}

/** Marks our messages among all that a page's other scripts post. */
export function wrap<T extends ToFrame | ToPage>(message: T): T & { pronto: 1 } {
  return { ...message, pronto: 1 }
}

export function unwrap<T extends ToFrame | ToPage>(data: unknown): T | undefined {
  return typeof data === 'object' && data !== null && (data as { pronto?: unknown }).pronto === 1
    ? (data as T)
    : undefined
}
