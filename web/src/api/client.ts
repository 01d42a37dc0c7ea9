import createClient from 'openapi-fetch'
import { noteServerTime } from '@/shared/time/clock'
import { ApiError, unreachable } from './problem'
import type { Problem, paths } from './types'

type Listener = () => void
let signedOut: Listener = () => {}

/** Tells who must know when the server no longer knows this session. */
export function onSignedOut(listener: Listener) {
  signedOut = listener
}

/** A line that drops silently answers nothing; after this it counts as no answer. */
const patience = 20_000

/** Every call of the desk. Throws nothing by itself: see call(). */
export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  fetch: request =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) }),
})

api.use({
  onResponse({ response, schemaPath, request }) {
    noteServerTime(response.headers.get('Date'))
    const signingIn = schemaPath === '/api/v1/session' && request.method !== 'DELETE'
    if (response.status === 401 && !signingIn && schemaPath !== '/api/v1/me/password') signedOut()
  },
})

interface Result {
  data?: unknown
  error?: unknown
  response: Response
}

/** Turns an answer into its body or an ApiError, whatever went wrong. */
export async function call<R extends Result>(pending: Promise<R>): Promise<NonNullable<R['data']>> {
  let result: R
  try {
    result = await pending
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
  if (result.response.ok) return result.data as NonNullable<R['data']>
  throw toError(result.response, result.error)
}

function toError(response: Response, body: unknown): ApiError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  const wait = Number(response.headers.get('Retry-After'))
  return new ApiError({ ...problem, status: response.status }, wait > 0 ? wait : undefined)
}
