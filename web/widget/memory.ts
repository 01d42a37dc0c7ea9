/** What of the state outlives the page, and under which keys. */
import type { Action, Draft, Outgoing, Seen, State } from './model'
import type { Store } from './store'
import type { Profile } from './wire'

export function recall(store: Store): Action {
  return {
    type: 'restored',
    profile: store.read<Profile>('profile') ?? {},
    introduced: store.read<boolean>('introduced') ?? false,
    outbox: store.all<Outgoing>('out/'),
    draft: store.read<Draft>('draft') ?? { text: '', files: [] },
    answer: store.read<number>('answer'),
    seen: store.read<Seen>('seen'),
  }
}

/** Writes down what changed, before anything is sent because of it. */
export function remember(store: Store, before: State, state: State): void {
  if (state.preview) return
  for (const key of ['profile', 'introduced', 'seen', 'answer'] as const) {
    if (state[key] === before[key]) continue
    if (state[key] === undefined) store.remove(key)
    else store.write(key, state[key])
  }
  if (state.draft !== before.draft || state.tray !== before.tray) {
    store.write('draft', { text: state.draft, files: state.tray.flatMap(upload => upload.file ?? []) })
  }
  if (state.outbox !== before.outbox) rememberOutbox(store, before.outbox, state.outbox)
}

function rememberOutbox(store: Store, before: readonly Outgoing[], now: readonly Outgoing[]): void {
  const left = new Set(now.map(item => item.id))
  for (const { id } of before) if (!left.has(id)) store.remove(`out/${id}`)
  for (const item of now) if (!before.includes(item)) store.write(`out/${item.id}`, item)
}
