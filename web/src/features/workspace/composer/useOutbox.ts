import { useEffect, useSyncExternalStore } from 'react'
import { api, call } from '@/api'
import { type Live, useLive, useLiveStore } from '@/live'
import { keep, kept, keptNames, unkeep } from '@/shared/kept'
import { useMe } from '@/shared/session'
import { Outbox, type Outgoing } from './outbox'

const prefix = (user: string) => `outbox.${user}.`

function makeOutbox(live: Live, user: string): Outbox {
  return new Outbox({
    post: o =>
      call(
        api.POST('/api/v1/conversations/{id}/messages', {
          params: { path: { id: o.conversation } },
          body: {
            id: o.id,
            ...(o.text ? { text: o.text } : {}),
            ...(o.files.length > 0 ? { files: o.files.map(f => f.id) } : {}),
          },
        }),
      ),
    sent: message => live.merge('message', [message], message.rev),
    keep: o => keep(prefix(user) + o.id, o),
    unkeep: id => unkeep(prefix(user) + id),
    setTimeout: (run, ms) => setTimeout(run, ms),
  })
}

let current: { user: string; outbox: Outbox } | undefined

/** The outbox of who is signed in: one, whatever is on the screen. */
export function useOutbox(): Outbox {
  const live = useLiveStore()
  const { id } = useMe()
  if (current?.user !== id) current = { user: id, outbox: makeOutbox(live, id) }
  return current.outbox
}

/** Keeps the outbox going: restored at the start, tried anew when the line is back. */
export function useOutboxRunner() {
  const outbox = useOutbox()
  const { id } = useMe()
  const live = useLive(s => s.phase === 'live')
  useEffect(() => {
    const left = keptNames(prefix(id)).map(name => kept<Outgoing>(name))
    outbox.restore(left.filter(o => o !== undefined))
    return () => outbox.clear()
  }, [outbox, id])
  useEffect(() => {
    if (live) outbox.retryAll()
  }, [outbox, live])
}

export function useOutgoing(): readonly Outgoing[] {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.subscribe, outbox.list)
}
