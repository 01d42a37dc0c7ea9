import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ref } from '@/api'
import { wordsFor } from '@/shared/i18n'
import { useReportsT } from '@/shared/i18n/reports'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { tell } from '@/shared/ui/notify'
import { type FormState, useForm } from '@/shared/ui/useForm'
import { ulid } from '@/shared/ulid'
import { correct, reasonsQuery } from '../queries'
import classes from '../reports.module.css'
import {
  type CorrectionDraft,
  correctionFaults,
  type Exact,
  exactly,
  labels,
  shownAt,
  toCorrection,
} from './correction'

/** Of which stretch the dialog begins. */
export interface Wanted {
  from: string
  to: string
  label?: string
}

interface Props {
  agent: Ref
  wanted: Wanted
  onClose: () => void
}

/** Says what was true of a stretch of an agent's past: asked twice, for it changes what is paid. */
export function CorrectionDialog({ agent, wanted, onClose }: Props) {
  const t = useReportsT()
  const { time_zone: zone } = useMe()
  const queries = useQueryClient()
  const [id] = useState(() => ulid())
  const exact: Exact = [wanted.from, wanted.to]
  const form = useForm<CorrectionDraft>({
    from: shownAt(wanted.from, zone),
    to: shownAt(wanted.to, zone),
    label: labels.find(l => l === wanted.label) ?? 'online',
    reason: '',
    why: '',
  })
  const [sure, setSure] = useState(false)

  const check = (draft: CorrectionDraft) => {
    const faults = correctionFaults(draft, serverNow(), zone, exact)
    return Object.fromEntries(Object.entries(faults).map(([k, v]) => [k, t(`reports.correct.fault.${v}`)]))
  }
  const ask = () => form.submit(async () => setSure(true), check)
  const save = () =>
    form.submit(async draft => {
      try {
        await correct(agent.id, toCorrection(draft, id, zone, exact))
      } catch (error) {
        setSure(false)
        throw error
      }
      onClose()
      tell(t('reports.correct.done', { name: agent.name }))
      await queries.invalidateQueries({ queryKey: ['report'] })
    })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reports.correct.title', { name: agent.name })}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        noValidate
        onSubmit={e => {
          e.preventDefault()
          void (sure ? save() : ask())
        }}
      >
        {sure ? <Sure agent={agent} draft={form.values} exact={exact} /> : <Fields form={form} />}
        {!sure && form.problem && (
          <p className={classes.fault} role="alert">
            {form.problem.text}
          </p>
        )}
        <Group justify="flex-end" gap="sm" mt="md">
          <Button variant="default" onClick={sure ? () => setSure(false) : onClose}>
            {t(sure ? 'reports.correct.back' : 'common.cancel')}
          </Button>
          <Button type="submit" key={String(sure)} loading={form.busy} data-autofocus={sure || undefined}>
            {t(sure ? 'reports.correct.confirm' : 'reports.correct.next')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function Fields({ form }: { form: FormState<CorrectionDraft> }) {
  const t = useReportsT()
  const reasons = useQuery(reasonsQuery).data ?? []
  const { values, errors, set } = form
  return (
    <div className={classes.fields}>
      <div className={classes.pair}>
        <TextInput
          type="datetime-local"
          step={1}
          data-autofocus
          label={t('reports.correct.from')}
          value={values.from}
          error={errors.from}
          onChange={e => set({ from: withSeconds(e.currentTarget.value) })}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label={t('reports.correct.to')}
          value={values.to}
          error={errors.to}
          onChange={e => set({ to: withSeconds(e.currentTarget.value) })}
        />
      </div>
      <NativeSelect
        label={t('reports.correct.label')}
        value={values.label}
        error={errors.label}
        onChange={e => set({ label: e.currentTarget.value as CorrectionDraft['label'] })}
        data={labels.map(l => ({ value: l, label: wordsFor('reports.label', l) ?? l }))}
      />
      {values.label === 'paused' && (
        <NativeSelect
          label={t('reports.correct.reason')}
          value={values.reason}
          error={errors.reason}
          onChange={e => set({ reason: e.currentTarget.value })}
          data={[
            { value: '', label: t('reports.breaks.noreason') },
            ...reasons.map(r => ({ value: r.id, label: r.name })),
          ]}
        />
      )}
      <Textarea
        label={t('reports.correct.why')}
        description={t('reports.correct.why.hint')}
        maxLength={500}
        rows={3}
        value={values.why}
        error={errors.why}
        onChange={e => set({ why: e.currentTarget.value })}
      />
    </div>
  )
}

/** Browsers leave out seconds that are nought. */
const withSeconds = (local: string) => (/T\d\d:\d\d$/.test(local) ? `${local}:00` : local)

interface SureProps {
  agent: Ref
  draft: CorrectionDraft
  exact: Exact
}

function Sure({ agent, draft, exact }: SureProps) {
  const t = useReportsT()
  const { time_zone: zone } = useMe()
  const reasons = useQuery(reasonsQuery).data ?? []
  const reason = draft.label === 'paused' ? reasons.find(r => r.id === draft.reason)?.name : undefined
  const status = [wordsFor('reports.label', draft.label), reason].filter(Boolean).join(' · ')
  const words = (local: string) => {
    const at = exactly(local, zone, exact)
    return at === null ? local : shownAt(new Date(at).toISOString(), zone).replace('T', ' ')
  }
  return (
    <div className={classes.sure}>
      <p>
        {t('reports.correct.sure', {
          name: agent.name,
          from: words(draft.from),
          to: words(draft.to),
          status,
        })}
      </p>
      <blockquote>{draft.why.trim()}</blockquote>
      <p className={classes.quiet}>{t('reports.correct.sure.note')}</p>
    </div>
  )
}
