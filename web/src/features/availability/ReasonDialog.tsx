import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { stopwatch } from '@/shared/time/duration'
import classes from './availability.module.css'
import { declare, reasonsQuery } from './queries'

/** Asks why, B-STATUS-07. Closed without an answer, the status stays what it was. */
export function ReasonDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const live = useLiveStore()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  const [busy, setBusy] = useState<string | null>(null)
  const pick = async (id: string) => {
    setBusy(id)
    if (await declare(live, 'paused', id)) onClose()
    setBusy(null)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('status.reason.title')}
      size="sm"
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.reasons}>
        {reasons
          .filter(r => r.active)
          .map((r, i) => (
            <Button
              key={r.id}
              variant="default"
              size="md"
              justify="space-between"
              {...(i === 0 ? { 'data-autofocus': true } : {})}
              loading={busy === r.id}
              disabled={busy !== null && busy !== r.id}
              rightSection={r.seconds > 0 && <span className={classes.planned}>{stopwatch(r.seconds)}</span>}
              onClick={() => pick(r.id)}
            >
              {r.name}
            </Button>
          ))}
      </div>
      <Button variant="subtle" color="gray" fullWidth mt="sm" onClick={onClose}>
        {t('common.cancel')}
      </Button>
    </Modal>
  )
}
