import { ApiError, unreachable } from './problem'
import type { Problem, File as StoredFile } from './types'

export interface Upload {
  done: Promise<StoredFile>
  cancel: () => void
}

/** Sends bytes with progress (0 to 1), which fetch cannot tell. */
export function uploadFile(file: File, onProgress: (part: number) => void): Upload {
  const xhr = new XMLHttpRequest()
  const done = new Promise<StoredFile>((resolve, reject) => {
    xhr.upload.onprogress = e => e.lengthComputable && onProgress(e.loaded / e.total)
    xhr.onload = () => (xhr.status < 300 ? resolve(JSON.parse(xhr.responseText)) : reject(errorOf(xhr)))
    xhr.onerror = () => reject(unreachable())
    xhr.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
  })
  xhr.open('POST', `/api/v1/files?name=${encodeURIComponent(file.name || 'file')}`)
  xhr.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
  xhr.send(file)
  return { done, cancel: () => xhr.abort() }
}

function errorOf(xhr: XMLHttpRequest): ApiError {
  let problem: Partial<Problem> = {}
  try {
    problem = JSON.parse(xhr.responseText)
  } catch {
    // A proxy's own page: the status says enough.
  }
  return new ApiError({ ...problem, status: xhr.status })
}
