import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { stopwatch } from '@/shared/time/duration'
import classes from './availability.module.css'
import { declare, reasonsQuery } from './queries'

/** Asks why, B-STATUS-07. Closed without an answer, the status stays what it was. */
export function ReasonDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const live = useLiveStore()
  const pick = async (reason?: string) => {
    if (await declare(live, 'paused', reason)) onClose()
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
      <Reasons pick={pick} focus />
      <Button variant="subtle" color="gray" fullWidth mt="sm" onClick={onClose}>
        {t('common.cancel')}
      </Button>
    </Modal>
  )
}

/** The reasons in use with their planned time; none is an answer too where the company lets it be one. */
export function Reasons({
  pick,
  focus = false,
}: {
  pick: (reason?: string) => Promise<void>
  focus?: boolean
}) {
  const t = useT()
  const { pause_reason_rule: rule } = useMe()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  const [busy, setBusy] = useState<string | null>(null)
  const choose = async (id: string) => {
    setBusy(id)
    await pick(id || undefined)
    setBusy(null)
  }
  const active = reasons.filter(r => r.active)
  const rows =
    rule === 'optional' ? [...active, { id: '', name: t('status.reason.none'), seconds: 0 }] : active
  if (rows.length === 0) return <p>{t('status.reason.missing')}</p>
  return (
    <div className={classes.reasons}>
      {rows.map((r, i) => (
        <Button
          key={r.id}
          variant="default"
          size="md"
          justify="space-between"
          {...(focus && i === 0 ? { 'data-autofocus': true } : {})}
          loading={busy === r.id}
          disabled={busy !== null && busy !== r.id}
          rightSection={r.seconds > 0 && <span className={classes.planned}>{stopwatch(r.seconds)}</span>}
          onClick={() => choose(r.id)}
        >
          {r.name}
        </Button>
      ))}
    </div>
  )
}
