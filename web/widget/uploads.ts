/**
 * Files on their way into the next message. The bytes are kept until the
 * message is written, so that one can be tried again after a loss.
 */
import { type Api, Problem } from './api'
import type { Action, FileError } from './model'
import { ulid } from './ulid'
import type { FileRef } from './wire'

export interface UploadPorts {
  visitor(): Promise<string>
  dispatch(action: Action): void
  /** The bytes of a stored file are already here. */
  stored(file: FileRef, bytes: File): void
  /** A failure that is about the visitor and not about the file. */
  fail(problem: Problem): void
}

export class Uploads {
  private readonly held = new Map<string, { file: File; abort: AbortController }>()
  private readonly api: Api
  private readonly ports: UploadPorts

  constructor(api: Api, ports: UploadPorts) {
    this.api = api
    this.ports = ports
  }

  begin(file: File): void {
    void this.run(ulid(), file)
  }

  retry(id: string): void {
    const held = this.held.get(id)
    if (held) void this.run(id, held.file)
  }

  remove(id: string): void {
    this.forget(id)
    this.ports.dispatch({ type: 'uploadRemoved', id })
  }

  /** Lets go of all but these. */
  keepOnly(ids: readonly string[]): void {
    for (const id of [...this.held.keys()]) if (!ids.includes(id)) this.forget(id)
  }

  private forget(id: string): void {
    this.held.get(id)?.abort.abort()
    this.held.delete(id)
  }

  private async run(id: string, file: File): Promise<void> {
    const { dispatch, stored, visitor } = this.ports
    const abort = new AbortController()
    this.held.set(id, { file, abort })
    const upload = { id, name: file.name, size: file.size, kind: kindOf(file.type), progress: 0 }
    dispatch({ type: 'uploadBegan', upload })
    const moved = (progress: number) => dispatch({ type: 'uploadMoved', id, progress })
    try {
      const ref = await this.api.upload(await visitor(), file, moved, abort.signal)
      if (abort.signal.aborted) return
      stored(ref, file)
      dispatch({ type: 'uploadDone', id, file: ref })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!abort.signal.aborted) this.failed(id, file, error)
    }
  }

  private failed(id: string, file: File, problem: Problem): void {
    const { dispatch, fail } = this.ports
    const error = reason(problem)
    if (error === 'file_large' || error === 'file_type') {
      this.remove(id) // trying again would not help
      dispatch({ type: 'noticed', notice: { id: ulid(), text: error, name: file.name } })
      return
    }
    dispatch({ type: 'uploadFailed', id, error })
    if (problem.status === 401 || problem.status === 429) fail(problem)
  }
}

function reason(problem: Problem): FileError {
  if (problem.code === 'too_large' || problem.status === 413) return 'file_large'
  if (problem.code === 'type_refused' || problem.status === 415) return 'file_type'
  return problem.passing || problem.status === 401 ? 'file_failed' : 'file_refused'
}

function kindOf(mime: string): FileRef['kind'] {
  const kind = mime.split('/')[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document'
}
