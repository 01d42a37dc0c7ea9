import '@/shared/ui/formStyles'
import { NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ban, CircleCheck, Users } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { ErrorNote } from '@/shared/ui'
import { Choice } from '@/shared/ui/Choice'
import { Confirm } from '@/shared/ui/Confirm'
import { tell } from '@/shared/ui/notify'
import { useDeed } from '@/shared/ui/useDeed'
import { candidates } from './model'
import classes from './oversee.module.css'
import { destinationsQuery, move, roomQuery } from './queries'
import { useRoomT } from './words'

/** Moves work to a queue or a person: the able first, and of the others why they are not. */
export function MoveDialog({
  conversation: c,
  onClose,
}: {
  conversation: Conversation
  onClose: () => void
}) {
  const t = useRoomT()
  const live = useLiveStore()
  const queues = useQuery(destinationsQuery)
  const room = useQuery(roomQuery)
  const [queue, setQueue] = useState(c.queue.id)
  const [whom, setWhom] = useState<string | null>(null)
  const { busy, run } = useDeed('move', onClose)
  const [asked] = useState(c) // what was on the screen when it was decided
  const name = c.contact.display
  const stays = whom === null && queue === c.queue.id && c.state !== 'assigned'
  const confirm = () =>
    run(async () => {
      const moved = await move(live, asked, { queue, ...(whom ? { agent: whom } : {}) }).catch(error => {
        void room.refetch()
        throw error
      })
      tell(
        moved.agent
          ? t('room.move.done.agent', { name, agent: moved.agent.name })
          : t('room.move.done.queue', { name, queue: moved.queue.name }),
      )
    })
  const people = candidates(room.data?.agents ?? [], queue, c)
  return (
    <Confirm
      opened
      size="md"
      disabled={stays}
      title={t('room.move.title', { name })}
      confirm={t('room.move.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      <NativeSelect
        data-autofocus
        label={t('room.move.queue')}
        value={queue}
        onChange={e => {
          setQueue(e.currentTarget.value)
          setWhom(null)
        }}
        data={(queues.data ?? [c.queue]).map(q => ({ value: q.id, label: q.name }))}
      />
      <fieldset className={classes.whom}>
        <legend>{t('room.move.whom')}</legend>
        <Choice name="whom" chosen={whom === null} choose={() => setWhom(null)}>
          <Users size={16} aria-hidden />
          <span className={classes.person}>
            {t('room.move.anyone')}
            <small>{t('room.move.anyone.hint')}</small>
          </span>
        </Choice>
        {room.isPending && <Skeleton height={96} />}
        {room.isError && <ErrorNote error={room.error} retry={() => room.refetch()} />}
        {people.map(({ agent, obstacle }) => (
          <Choice
            key={agent.user}
            name="whom"
            chosen={whom === agent.user}
            disabled={obstacle !== null}
            choose={() => setWhom(agent.user)}
          >
            {obstacle === null ? (
              <CircleCheck size={16} className={classes.able} aria-hidden />
            ) : (
              <Ban size={16} aria-hidden />
            )}
            <span className={classes.person}>
              {agent.name}
              <small>
                {obstacle === null ? t('room.move.able') : t(`room.obstacle.${obstacle}`)}
                <span className="figure">
                  {' · '}
                  {agent.open + agent.offered}/{agent.limits.total}
                </span>
              </small>
            </span>
          </Choice>
        ))}
        {room.isSuccess && people.length === 0 && <p className={classes.nobody}>{t('room.move.nobody')}</p>}
      </fieldset>
    </Confirm>
  )
}
