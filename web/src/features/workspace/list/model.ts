import type { Conversation, Me } from '@/api'

/** The two lists of attendances, T-03: there is no third. */
export type Tab = 'queue' | 'pending'

/** Na fila: open and taken by nobody, T-04. Oldest first within a priority. */
export function waiting(rows: readonly Conversation[]): Conversation[] {
  return rows
    .filter(c => c.state === 'queued' || c.state === 'offered')
    .sort((a, b) => b.priority - a.priority || compare(a.queued_at, b.queued_at) || compare(a.id, b.id))
}

/** Pendente: taken by me or given to me, T-05. A row keeps its place whatever is said in it. */
export function pending(rows: readonly Conversation[], me: Pick<Me, 'id'>): Conversation[] {
  return rows
    .filter(c => isMine(c, me))
    .sort((a, b) => compare(a.assigned_at ?? '', b.assigned_at ?? '') || compare(a.id, b.id))
}

export const isMine = (c: Conversation, me: Pick<Me, 'id'>) => c.state === 'assigned' && c.agent?.id === me.id

/** May press ✓: it waits, in a queue I serve. */
export const canTake = (c: Conversation, me: Pick<Me, 'serves'>) =>
  c.state === 'queued' && me.serves.some(q => q.id === c.queue.id)

export const unreadTotal = (rows: readonly Conversation[]) => rows.reduce((sum, c) => sum + c.unread, 0)

/** The neighbour in a list; from nowhere, its first or last. */
export function neighbour(
  rows: readonly Conversation[],
  id: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = rows.findIndex(c => c.id === id)
  if (at < 0) return (step === 1 ? rows[0] : rows.at(-1))?.id
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
