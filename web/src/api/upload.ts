import { ApiError, unreachable } from './problem'
import type { Problem, File as StoredFile } from './types'

export interface Upload {
  done: Promise<StoredFile>
  cancel: () => void
}

/**
 * A line that drops silently takes no more bytes and answers nothing; after this
 * it counts as no answer. Longer than other calls wait: what the machine has taken
 * in but not yet sent shows no progress while a slow line carries it.
 */
export const uploadPatience = 30_000

/** Sends bytes with progress (0 to 1), which fetch cannot tell. */
export function uploadFile(file: File, onProgress: (part: number) => void): Upload {
  const xhr = new XMLHttpRequest()
  const done = new Promise<StoredFile>((resolve, reject) => {
    const giveUp = () => {
      reject(unreachable())
      xhr.abort()
    }
    let waiting = setTimeout(giveUp, uploadPatience)
    xhr.upload.onprogress = e => {
      clearTimeout(waiting)
      waiting = setTimeout(giveUp, uploadPatience)
      if (e.lengthComputable) onProgress(e.loaded / e.total)
    }
    xhr.onload = () => settle(xhr, resolve, reject)
    xhr.onerror = () => reject(unreachable())
    xhr.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    xhr.onloadend = () => clearTimeout(waiting)
  })
  xhr.open('POST', `/api/v1/files?name=${encodeURIComponent(file.name || 'file')}`)
  xhr.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
  xhr.send(file)
  return { done, cancel: () => xhr.abort() }
}

function settle(xhr: XMLHttpRequest, resolve: (file: StoredFile) => void, reject: (error: ApiError) => void) {
  const body = bodyOf(xhr)
  if (xhr.status >= 300) return reject(new ApiError({ ...(body as Partial<Problem>), status: xhr.status }))
  if (body === undefined) return reject(unreachable()) // cut off in the middle
  resolve(body as StoredFile)
}

/** Undefined when it is not ours: a proxy's own page, or half an answer. */
function bodyOf(xhr: XMLHttpRequest): unknown {
  try {
    return JSON.parse(xhr.responseText)
  } catch {
    return undefined
  }
}
