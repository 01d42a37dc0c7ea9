import '@/shared/ui/formStyles'
import { Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import classes from './availability.module.css'
import { asksReason, nextAt } from './model'
import { plan, reasonsQuery, useStatus } from './queries'
import { useChoiceWords } from './words'

const none = 'none'

/** What to become later by oneself: after the work in hand, or at a time of day. */
export function NextDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('status.next.title')}
      size="sm"
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Form onClose={onClose} />
    </Modal>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const t = useT()
  const live = useLiveStore()
  const words = useChoiceWords()
  const { open } = useStatus()
  const { time_zone: zone, pause_reason_rule: rule } = useMe()
  const { data: reasons = [] } = useQuery(reasonsQuery)
  const [what, setWhat] = useState<'paused' | 'invisible'>('paused')
  const [when, setWhen] = useState<'work' | 'clock'>('work')
  const [reason, setReason] = useState<string | null>(rule === 'optional' ? none : null)
  const [clock, setClock] = useState('')
  const [errors, setErrors] = useState<{ reason?: string; clock?: string }>({})
  const [busy, setBusy] = useState(false)
  const asks = what === 'paused' && asksReason(reasons, rule)

  const save = async (e: FormEvent) => {
    e.preventDefault()
    const at = when === 'clock' ? nextAt(clock, serverNow(), zone || 'UTC') : null
    const wrong = {
      ...(asks && reason === null ? { reason: t('problem.reason_required') } : {}),
      ...(when === 'clock' && at === null ? { clock: t('status.next.clock.missing') } : {}),
    }
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    setBusy(true)
    const body = {
      status: what,
      ...(asks && reason && reason !== none ? { reason } : {}),
      ...(at === null ? { after_work: true } : { at: new Date(at).toISOString() }),
    }
    const done = await plan(live, body, why => {
      if ('at' in why.fields) setErrors({ clock: t('field.passed') })
      return 'at' in why.fields
    })
    setBusy(false)
    if (done) onClose()
  }
  return (
    <form onSubmit={save} className={classes.form} noValidate>
      <Toggle
        label={t('status.next.what')}
        value={what}
        onChange={setWhat}
        options={[
          ['paused', words.paused],
          ['invisible', words.invisible],
        ]}
      />
      {asks && (
        <Select
          label={t('status.next.reason')}
          data={[
            ...(rule === 'optional' ? [{ value: none, label: t('status.reason.none') }] : []),
            ...reasons.filter(r => r.active).map(r => ({ value: r.id, label: r.name })),
          ]}
          value={reason}
          error={errors.reason}
          allowDeselect={false}
          comboboxProps={{ withinPortal: true }}
          onChange={v => {
            setReason(v)
            setErrors({})
          }}
        />
      )}
      <Toggle
        label={t('status.next.when')}
        value={when}
        onChange={setWhen}
        options={[
          ['work', t('status.next.work', { count: open })],
          ['clock', t('status.next.clock')],
        ]}
      />
      {when === 'clock' && (
        <TextInput
          type="time"
          label={t('status.next.clock.label')}
          description={t('status.next.clock.text')}
          value={clock}
          error={errors.clock}
          data-autofocus
          onChange={e => {
            setClock(e.currentTarget.value)
            setErrors({})
          }}
        />
      )}
      {when === 'work' && <p className={classes.explain}>{t('status.next.work.text')}</p>}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('common.save')}
        </Button>
      </Group>
    </form>
  )
}

interface ToggleProps<V extends string> {
  label: string
  value: V
  options: readonly (readonly [V, string])[]
  onChange: (value: V) => void
}

/** One of two, as native radios: arrows, names and all. */
function Toggle<V extends string>({ label, value, options, onChange }: ToggleProps<V>) {
  return (
    <fieldset className={classes.toggle}>
      <legend>{label}</legend>
      {options.map(([option, words]) => (
        <label key={option} data-checked={option === value}>
          <input type="radio" name={label} checked={option === value} onChange={() => onChange(option)} />
          {words}
        </label>
      ))}
    </fieldset>
  )
}
