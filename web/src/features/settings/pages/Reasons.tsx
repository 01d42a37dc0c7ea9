import { NumberInput, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Coffee } from 'lucide-react'
import type { Reason } from '@/api'
import { useMe } from '@/shared/session'
import { choice, text } from '../bind'
import { Deactivate } from '../Deactivate'
import { EditorFrame } from '../EditorFrame'
import { Gone } from '../Gone'
import { ItemList } from '../ItemList'
import { blank } from '../model'
import { allReasonsQuery, saveReason } from '../queries'
import classes from '../settings.module.css'
import { useEditor } from '../useEditor'
import { useSettingsT } from '../words'

const mostMinutes = 24 * 60

export function Reasons({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const editor = useMe().permissions.includes('settings.edit')
  const reasons = useQuery(allReasonsQuery(editor))
  if (!item) {
    const about = (r: Reason) => {
      const length =
        r.seconds > 0
          ? t('settings.reason.minutes', { count: Math.round(r.seconds / 60) })
          : t('settings.reason.open')
      return `${length} · ${t('settings.reason.counts_as')}: ${t(`settings.reason.counts_as.${r.counts_as}`)}`
    }
    return <ItemList page="reasons" query={reasons} icon={Coffee} about={about} />
  }
  if (!reasons.data) return null
  const reason = reasons.data.find(r => r.id === item)
  if (!reason && item !== 'new') return <Gone page="reasons" />
  return <Form reason={reason ?? blank.reason()} isNew={!reason} />
}

function Form({ reason, isNew }: { reason: Reason; isNew: boolean }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const editor = useEditor<Reason>({
    initial: reason,
    isNew,
    queryKey: ['pause-reasons'],
    save: saveReason,
    fetch: async () =>
      (await queries.fetchQuery({ ...allReasonsQuery(true), staleTime: 0 })).find(r => r.id === reason.id),
    saved: () => void navigate({ to: '/settings/$page', params: { page: 'reasons' } }),
  })
  const { form } = editor
  return (
    <EditorFrame
      editor={editor}
      title={isNew ? t('settings.reasons.new') : reason.name}
      page="reasons"
      extra={<Deactivate editor={editor} page="reasons" />}
    >
      <TextInput
        label={t('field.name')}
        description={t('settings.chars', { max: 60 })}
        {...text(form, 'name', 60)}
      />
      <NumberInput
        label={t('settings.reason.duration')}
        description={t('settings.reason.duration.text', { max: mostMinutes })}
        min={0}
        max={mostMinutes}
        allowDecimal={false}
        clampBehavior="strict"
        value={Math.round(form.values.seconds / 60)}
        error={form.errors.seconds}
        onChange={v => form.set({ seconds: (Number(v) || 0) * 60 })}
      />
      <Select
        label={t('settings.reason.counts_as')}
        description={t(`settings.reason.counts_as.${form.values.counts_as}.text`)}
        data={(['rest', 'meal', 'work', 'any'] as const).map(value => ({
          value,
          label: t(`settings.reason.counts_as.${value}`),
        }))}
        {...choice(form, 'counts_as')}
      />
      {!isNew && <p className={classes.quiet}>{t('settings.reason.held')}</p>}
    </EditorFrame>
  )
}
