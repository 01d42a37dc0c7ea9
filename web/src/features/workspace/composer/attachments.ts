import { type ApiError, asApiError, type File as StoredFile, uploadFile } from '@/api'
import { ulid } from '@/shared/ulid'

/** A file that is being made ready to be sent. */
export interface Attachment {
  key: string
  name: string
  size: number
  progress: number
  stored?: StoredFile
  problem?: ApiError
  cancel: () => void
  /** Only after a problem that may pass: sends the same bytes again. */
  retry?: () => void
}

export const maxFileBytes = 25 * 1024 * 1024
export const maxFiles = 10

export type Refusal = { reason: 'size' | 'count' | 'empty'; name: string }

/** Which of these files may come along, and why the others may not. */
export function admit(
  have: number,
  files: readonly { name: string; size: number }[],
): { taken: number[]; refused: Refusal[] } {
  const taken: number[] = []
  const refused: Refusal[] = []
  files.forEach((file, i) => {
    if (file.size > maxFileBytes) refused.push({ reason: 'size', name: file.name })
    else if (file.size === 0) refused.push({ reason: 'empty', name: file.name })
    else if (have + taken.length >= maxFiles) refused.push({ reason: 'count', name: file.name })
    else taken.push(i)
  })
  return { taken, refused }
}

/** The attachments of each conversation's draft, while the page lives. */
export class Attachments {
  private byConversation: Record<string, readonly Attachment[]> = {}
  private readonly listeners = new Set<() => void>()

  constructor(private readonly send: typeof uploadFile = uploadFile) {}

  of = (conversation: string): readonly Attachment[] => this.byConversation[conversation] ?? none

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  add(conversation: string, files: readonly File[]): Refusal[] {
    const { taken, refused } = admit(this.of(conversation).length, files)
    for (const i of taken) {
      const file = files[i]
      if (file) this.upload(conversation, file)
    }
    return refused
  }

  remove(conversation: string, key: string) {
    this.of(conversation)
      .find(a => a.key === key)
      ?.cancel()
    this.put(
      conversation,
      this.of(conversation).filter(a => a.key !== key),
    )
  }

  /** The message took along what was stored; what can be tried again stays for the next. */
  sent(conversation: string) {
    this.put(
      conversation,
      this.of(conversation).filter(a => a.retry),
    )
  }

  /** The conversations with files that can still be sent. */
  waiting(): string[] {
    const sendable = (a: Attachment) => !a.problem || a.retry !== undefined
    return Object.keys(this.byConversation).filter(id => this.of(id).some(sendable))
  }

  private upload(conversation: string, file: File) {
    const key = ulid()
    const change = (next: (a: Attachment) => Attachment) =>
      this.put(
        conversation,
        this.of(conversation).map(a => (a.key === key ? next(a) : a)),
      )
    const start = (): Attachment => {
      const { done, cancel } = this.send(file, progress => change(a => ({ ...a, progress })))
      done.then(
        stored => change(a => ({ ...a, stored, progress: 1 })),
        (error: unknown) => {
          const problem = asApiError(error)
          change(a => ({ ...a, problem, ...(problem.passing && { retry: () => change(start) }) }))
        },
      )
      return { key, name: file.name, size: file.size, progress: 0, cancel }
    }
    this.put(conversation, [...this.of(conversation), start()])
  }

  private put(conversation: string, list: readonly Attachment[]) {
    this.byConversation = { ...this.byConversation, [conversation]: list }
    for (const listener of this.listeners) listener()
  }
}

const none: readonly Attachment[] = []
export const attachments = new Attachments()
