import '@/shared/ui/formStyles'
import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CirclePause, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { RoomAgent, StatusName } from '@/api'
import { useRoomT } from '@/features/workspace'
import { useLiveStore } from '@/live'
import { tell, warnOf } from '@/shared/ui/notify'
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
  const [busy, setBusy] = useState(false)
  const gone = agent.presence === 'gone' // then a status can only be cleared
  const { name } = agent
  const lacksReason = status === 'paused' && reasons.length > 0 && reason === ''
  const same = status === agent.status && status !== 'paused'
  const confirm = async () => {
    setBusy(true)
    try {
      const row = await setStatus(live, agent, status, status === 'paused' ? reason : undefined)
      onClose()
      tell(t('room.status.done', { name, status: t(`status.${row.status}`) }))
    } catch (error) {
      warnOf(error, { id: 'room', stay: true })
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('room.status.title', { name })}
      centered
      size="sm"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <fieldset className={classes.choices}>
        <legend className="sr-only">{t('room.status.title', { name })}</legend>
        {choices.map(([choice, Icon]) => (
          <label key={choice} data-chosen={choice === status} data-disabled={gone && choice !== 'invisible'}>
            <input
              type="radio"
              name="status"
              checked={choice === status}
              disabled={gone && choice !== 'invisible'}
              {...(choice === agent.status ? { 'data-autofocus': true } : {})}
              onChange={() => setChosen(choice)}
            />
            <Icon size={16} aria-hidden />
            {t(`status.${choice}`)}
            {gone && choice !== 'invisible' && <small>{t('room.obstacle.gone')}</small>}
          </label>
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
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} disabled={lacksReason || same} onClick={confirm}>
          {t('room.status.confirm')}
        </Button>
      </Group>
    </Modal>
  )
}
