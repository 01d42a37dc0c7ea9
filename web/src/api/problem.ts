import type { Problem } from './types'

/** Why a call did not succeed: a refusal by the server, or no server at all. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly params: Record<string, string>
  readonly fields: Record<string, string>
  readonly retryAfter: number | undefined

  constructor(problem: Partial<Problem> & { status: number }, retryAfter?: number) {
    super(problem.detail || problem.title || problem.code || `HTTP ${problem.status}`)
    this.status = problem.status
    this.code = problem.code || codeOfStatus(problem.status)
    this.field = problem.field
    this.params = problem.params ?? {}
    this.fields = fieldsOf(problem)
    this.retryAfter = retryAfter
  }

  /** True when the same request may succeed later without being changed. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.status === 408
  }
}

/** The server could not be reached, or broke off before it answered. */
export const unreachable = () => new ApiError({ status: 0, code: 'unreachable' })

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : unreachable()
}

function codeOfStatus(status: number): string {
  const codes: Record<number, string> = {
    0: 'unreachable',
    401: 'signed_out',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    413: 'too_large',
    415: 'type_refused',
    422: 'invalid',
    429: 'rate_limited',
    503: 'read_only',
  }
  return codes[status] ?? 'internal'
}

/** body.options[0].label → options.0.label: the names that forms know their inputs by. */
function fieldsOf(problem: Partial<Problem>): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const e of problem.errors ?? []) {
    const at = inputName(e.location ?? '')
    if (at) fields[at] = e.message ?? ''
  }
  if (problem.field) fields[inputName(problem.field)] ??= problem.detail ?? ''
  return fields
}

const inputName = (location: string) => location.replace(/^body\.?/, '').replace(/\[(\d+)\]/g, '.$1')
