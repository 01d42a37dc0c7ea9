import '@/shared/ui/formStyles'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { clockIn, nextAt } from '@/shared/time/zone'
import { tell, warnOf } from '@/shared/ui/notify'
import { drain } from '../acts'
import classes from './dialogs.module.css'

/** No more work for an agent, and what they hold back to the queue: now, or by an hour. */
export function DrainDialog({ agent, onClose }: { agent: RoomAgent; onClose: () => void }) {
  const t = useRoomT()
  const live = useLiveStore()
  const { time_zone } = useMe()
  const [when, setWhen] = useState<'now' | 'at'>('now')
  const [hour, setHour] = useState(() => clockIn(serverNow() + 30 * 60_000, time_zone))
  const [busy, setBusy] = useState(false)
  const { name } = agent
  const at = when === 'at' ? nextAt(hour, serverNow(), time_zone) : null
  const confirm = async () => {
    setBusy(true)
    try {
      await drain(live, agent.user, at)
      onClose()
      tell(t('room.drain.done', { name }))
    } catch (error) {
      warnOf(error, { id: 'room', stay: true })
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('room.drain.title', { name })}
      centered
      size="sm"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p>{t('room.drain.text', { name })}</p>
      <fieldset className={classes.choices}>
        <legend className="sr-only">{t('room.drain.title', { name })}</legend>
        <label data-chosen={when === 'now'}>
          <input
            type="radio"
            name="when"
            data-autofocus
            checked={when === 'now'}
            onChange={() => setWhen('now')}
          />
          {t('room.drain.now', { count: agent.open })}
        </label>
        <label data-chosen={when === 'at'}>
          <input type="radio" name="when" checked={when === 'at'} onChange={() => setWhen('at')} />
          {t('room.drain.at')}
        </label>
      </fieldset>
      {when === 'at' && (
        <TextInput
          mt="sm"
          type="time"
          required
          label={t('room.drain.hour')}
          value={hour}
          onChange={e => setHour(e.currentTarget.value)}
        />
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button color="red.9" loading={busy} disabled={when === 'at' && at === null} onClick={confirm}>
          {t('room.drain.confirm')}
        </Button>
      </Group>
    </Modal>
  )
}
