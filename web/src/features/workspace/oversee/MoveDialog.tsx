import '@/shared/ui/formStyles'
import { Button, Group, Modal, NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ban, CircleCheck, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Conversation } from '@/api'
import { useLiveStore } from '@/live'
import { ErrorNote } from '@/shared/ui'
import { tell, warnOf } from '@/shared/ui/notify'
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
  const [busy, setBusy] = useState(false)
  const [asked] = useState(c) // what was on the screen when it was decided
  const name = c.contact.display
  const stays = whom === null && queue === c.queue.id && c.state !== 'assigned'
  const confirm = async () => {
    setBusy(true)
    try {
      const moved = await move(live, asked, { queue, ...(whom ? { agent: whom } : {}) })
      onClose()
      tell(
        moved.agent
          ? t('room.move.done.agent', { name, agent: moved.agent.name })
          : t('room.move.done.queue', { name, queue: moved.queue.name }),
      )
    } catch (error) {
      warnOf(error, { id: 'move', stay: true })
      void room.refetch()
      setBusy(false)
    }
  }
  const people = candidates(room.data?.agents ?? [], queue, c)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('room.move.title', { name })}
      centered
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
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
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} disabled={stays} onClick={confirm}>
          {t('room.move.confirm')}
        </Button>
      </Group>
    </Modal>
  )
}

interface ChoiceProps {
  name: string
  chosen: boolean
  disabled?: boolean
  choose: () => void
  children: ReactNode
}

function Choice({ name, chosen, disabled = false, choose, children }: ChoiceProps) {
  return (
    <label className={classes.choice} data-chosen={chosen} data-disabled={disabled}>
      <input type="radio" name={name} checked={chosen} disabled={disabled} onChange={choose} />
      {children}
    </label>
  )
}
