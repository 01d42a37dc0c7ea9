/**
 * /widget/v1 over HTTP. The token travels in a header, never in an address.
 * Every failure is a Problem: the server's own code, or "network" when there
 * was no answer at all.
 */
import type { Seen } from './model'
import type {
  Channel,
  Conversation,
  FileRef,
  Identity,
  Message,
  MessageBody,
  Profile,
  Snapshot,
} from './wire'

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  /** Milliseconds the server asks to wait. */
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, field?: string, retryAfter?: number) {
    super(code)
    this.status = status
    this.code = code
    this.field = field
    this.retryAfter = retryAfter
  }

  /** Worth repeating as it is: no answer, or one that speaks of now and not of the request. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

export interface Api {
  channel(): Promise<Channel>
  visitor(body: Profile & { identity?: Identity }, token: string | undefined): Promise<{ token: string }>
  conversation(token: string): Promise<Snapshot>
  send(token: string, body: MessageBody): Promise<{ conversation: Conversation; message: Message }>
  mark(token: string, kind: 'delivered' | 'read', mark: Seen): Promise<void>
  upload(token: string, file: File, progress: (part: number) => void, cancel: AbortSignal): Promise<FileRef>
  bytes(token: string, file: string): Promise<Blob>
  leave(token: string): Promise<void>
}

/** A line that drops silently answers nothing; after this it counts as lost. */
const patience = 20_000

export function httpApi(channel: string, base = '/widget/v1'): Api {
  return {
    channel: () => call(`${base}/channels/${encodeURIComponent(channel)}`, {}),
    visitor: (body, token) =>
      call(`${base}/channels/${encodeURIComponent(channel)}/visitors`, post(body, token)),
    conversation: token => call(`${base}/conversation`, bearer(token)),
    send: (token, body) => call(`${base}/messages`, post(body, token)),
    mark: (token, kind, mark) => call(`${base}/${kind}`, post(mark, token)),
    upload: (token, file, progress, cancel) => upload(`${base}/files`, token, file, progress, cancel),
    bytes: async (token, file) =>
      (await answer(`${base}/files/${encodeURIComponent(file)}`, bearer(token))).blob(),
    // keepalive: the frame is taken out of the page right after
    leave: token => call(`${base}/visitor`, { ...bearer(token), method: 'DELETE', keepalive: true }),
  }
}

function bearer(token: string | undefined): { headers: Record<string, string> } {
  return { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } }
}

function post(body: unknown, token: string | undefined): RequestInit {
  const { headers } = bearer(token)
  return {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const response = await answer(url, { ...init, signal: AbortSignal.timeout(patience) })
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch {
    throw new Problem(0, 'network') // cut off in the middle
  }
}

async function answer(url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'omit' })
  } catch {
    throw new Problem(0, 'network')
  }
  if (!response.ok) {
    const text = await response.text().catch(() => '')
    throw problem(response.status, text, response.headers.get('Retry-After'))
  }
  return response
}

/** XMLHttpRequest, for fetch cannot say how far an upload has come. */
function upload(
  url: string,
  token: string,
  file: File,
  progress: (part: number) => void,
  cancel: AbortSignal,
): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${url}?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.upload.onprogress = event => progress(event.total ? event.loaded / event.total : 0)
    request.onload = () => {
      if (request.status >= 300)
        return reject(problem(request.status, request.responseText, request.getResponseHeader('Retry-After')))
      try {
        resolve(JSON.parse(request.responseText) as FileRef)
      } catch {
        reject(new Problem(0, 'network'))
      }
    }
    request.onerror = request.onabort = () => reject(new Problem(0, 'network'))
    cancel.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function problem(status: number, body: string, retryAfter: string | null): Problem {
  const wait = Number(retryAfter)
  let said: { code?: string; field?: string } = {}
  try {
    said = JSON.parse(body) as typeof said
  } catch {
    // a proxy's page: the status says enough
  }
  return new Problem(status, said.code ?? `http_${status}`, said.field, wait > 0 ? wait * 1000 : undefined)
}
