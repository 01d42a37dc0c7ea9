import '@/shared/ui/formStyles'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ApiError, RoomAgent } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { clockIn, nextAt } from '@/shared/time/zone'
import { Choice } from '@/shared/ui/Choice'
import { Confirm } from '@/shared/ui/Confirm'
import { tell } from '@/shared/ui/notify'
import { useDeed } from '@/shared/ui/useDeed'
import { drain } from '../acts'
import classes from './dialogs.module.css'

/** No more work for an agent, and what they hold back to the queue: now, or by an hour. */
export function DrainDialog({ agent, onClose }: { agent: RoomAgent; onClose: () => void }) {
  const t = useRoomT()
  const say = useT()
  const live = useLiveStore()
  const { time_zone } = useMe()
  const [when, setWhen] = useState<'now' | 'at'>('now')
  const [hour, setHour] = useState(() => clockIn(serverNow() + 30 * 60_000, time_zone))
  const [passed, setPassed] = useState(false)
  const said = (error: ApiError) => {
    setPassed('at' in error.fields)
    return 'at' in error.fields
  }
  const { busy, run } = useDeed('room', onClose, said)
  const { name } = agent
  const at = when === 'at' ? nextAt(hour, serverNow(), time_zone) : null
  const confirm = () =>
    run(async () => {
      await drain(live, agent.user, at)
      tell(t('room.drain.done', { name }))
    })
  return (
    <Confirm
      opened
      danger
      disabled={when === 'at' && (at === null || passed)}
      title={t('room.drain.title', { name })}
      confirm={t('room.drain.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('room.drain.text', { name })}</p>
      <fieldset className={classes.choices}>
        <legend className="sr-only">{t('room.drain.title', { name })}</legend>
        <Choice name="when" first chosen={when === 'now'} choose={() => setWhen('now')}>
          {t('room.drain.now', { count: agent.open })}
        </Choice>
        <Choice name="when" chosen={when === 'at'} choose={() => setWhen('at')}>
          {t('room.drain.at')}
        </Choice>
      </fieldset>
      {when === 'at' && (
        <TextInput
          mt="sm"
          type="time"
          required
          label={t('room.drain.hour')}
          value={hour}
          error={passed && say('field.passed')}
          onChange={e => {
            setHour(e.currentTarget.value)
            setPassed(false)
          }}
        />
      )}
    </Confirm>
  )
}
