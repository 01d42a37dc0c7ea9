import { ApiError } from '@/api'

/** Fetches a file whole, telling how many bytes have come, and gives it to the browser to keep. */
export async function download(url: string, signal: AbortSignal, tell: (bytes: number) => void) {
  const response = await ask(url, signal)
  if (!response.ok) throw await refused(response)
  const blob = await read(response, signal, tell)
  save(blob, nameOf(response.headers.get('Content-Disposition')))
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', signal })
  } catch (error) {
    throw signal.aborted ? error : new ApiError({ status: 0, code: 'unreachable' })
  }
}

async function refused(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => ({}))
  const problem = typeof body === 'object' && body !== null ? body : {}
  return new ApiError({ ...problem, status: response.status })
}

async function read(response: Response, signal: AbortSignal, tell: (bytes: number) => void) {
  const reader = response.body?.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value)
      bytes += part.value.length
      tell(bytes)
    }
  } catch (error) {
    throw signal.aborted ? error : new ApiError({ status: 0, code: 'unreachable' }) // half a file is no file
  }
  return new Blob(chunks, { type: response.headers.get('Content-Type') ?? '' })
}

/** What the server calls the file. */
export function nameOf(disposition: string | null): string {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'pronto'
}

function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000) // the browser reads it after the click
}
