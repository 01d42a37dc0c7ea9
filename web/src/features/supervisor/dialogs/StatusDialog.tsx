import '@/shared/ui/formStyles'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CirclePause, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { RoomAgent, StatusName } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { Choice } from '@/shared/ui/Choice'
import { Confirm } from '@/shared/ui/Confirm'
import { tell } from '@/shared/ui/notify'
import { useDeed } from '@/shared/ui/useDeed'
import { setStatus } from '../acts'
import { reasonsQuery } from '../usePastRows'
import classes from './dialogs.module.css'

const choices = [
  ['online', CircleCheck],
  ['paused', CirclePause],
  ['invisible', EyeOff],
] as const

/** Sets an agent's status, who will see by whom (C-27). */
export function StatusDialog({ agent, onClose }: { agent: RoomAgent; onClose: () => void }) {
  const t = useRoomT()
  const live = useLiveStore()
  const reasons = (useQuery(reasonsQuery).data ?? []).filter(r => r.active)
  const [status, setChosen] = useState<StatusName>(agent.status)
  const [reason, setReason] = useState('')
  const { busy, run } = useDeed('room', onClose)
  const gone = agent.presence === 'gone' // then a status can only be cleared
  const { name } = agent
  const lacksReason = status === 'paused' && reasons.length > 0 && reason === ''
  const same = status === agent.status && status !== 'paused'
  const confirm = () =>
    run(async () => {
      const row = await setStatus(live, agent, status, status === 'paused' ? reason : undefined)
      tell(t('room.status.done', { name, status: t(`status.${row.status}`) }))
    })
  return (
    <Confirm
      opened
      disabled={lacksReason || same}
      title={t('room.status.title', { name })}
      confirm={t('room.status.confirm')}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      <fieldset className={classes.choices}>
        <legend className="sr-only">{t('room.status.title', { name })}</legend>
        {choices.map(([choice, Icon]) => (
          <Choice
            key={choice}
            name="status"
            first={choice === agent.status}
            chosen={choice === status}
            disabled={gone && choice !== 'invisible'}
            choose={() => setChosen(choice)}
          >
            <Icon size={16} aria-hidden />
            {t(`status.${choice}`)}
            {gone && choice !== 'invisible' && <small>{t('room.obstacle.gone')}</small>}
          </Choice>
        ))}
      </fieldset>
      {status === 'paused' && reasons.length > 0 && (
        <NativeSelect
          mt="sm"
          label={t('room.status.reason')}
          value={reason}
          onChange={e => setReason(e.currentTarget.value)}
          data={[{ value: '', label: '' }, ...reasons.map(r => ({ value: r.id, label: r.name }))]}
        />
      )}
      <p className={classes.note}>{t('room.status.note', { name })}</p>
    </Confirm>
  )
}
