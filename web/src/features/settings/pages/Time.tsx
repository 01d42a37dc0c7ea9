import { NumberInput, Select, Skeleton, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Installation } from '@/api'
import type { SettingsT } from '@/shared/i18n'
import { ErrorNote } from '@/shared/ui'
import type { FormState } from '@/shared/ui/useForm'
import { choice, faultWords, typed } from '../bind'
import { EditorFrame } from '../EditorFrame'
import { installationQuery, saveInstallation } from '../queries'
import classes from '../settings.module.css'
import {
  fieldNames,
  graceTooShort,
  rangeOf,
  type TimeField,
  type TimeValues,
  toTyped,
  withTyped,
} from '../times'
import { useEditor } from '../useEditor'
import { useSettingsT } from '../words'

/** Words of the status, and all times by which it runs. */
export function Time() {
  const installation = useQuery(installationQuery)
  if (installation.isError)
    return <ErrorNote error={installation.error} retry={() => installation.refetch()} />
  return installation.data ? <Form installation={installation.data} /> : <Skeleton height={240} />
}

type Draft = Installation & { id: string; typed: TimeValues }

const toDraft = (installation: Installation): Draft => ({
  id: 'installation',
  ...installation,
  typed: toTyped(installation),
})

function check(t: SettingsT, v: Draft): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of fieldNames) {
    const fault = faultWords(t, v.typed[name], rangeOf(name))
    if (fault) found[`typed.${name}`] = fault
  }
  const grace = 'typed.presence.lost_grace_seconds'
  if (!found[grace] && graceTooShort(v.typed)) found[grace] = t('settings.presence.tooshort')
  return found
}

function Form({ installation }: { installation: Installation }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const editor = useEditor<Draft>({
    initial: toDraft(installation),
    isNew: false,
    queryKey: installationQuery.queryKey,
    save: async ({ id, typed, ...rest }) => ({ id, ...(await saveInstallation(withTyped(rest, typed))) }),
    fetch: async () => toDraft(await queries.fetchQuery({ ...installationQuery, staleTime: 0 })),
    check: v => check(t, v),
    saved: () => void queries.invalidateQueries({ queryKey: ['session'] }),
  })
  const { form } = editor
  return (
    <EditorFrame editor={editor} title={t('settings.time')}>
      <Words form={form} />
      <Entry form={form} />
      <Connection form={form} />
      <Holds form={form} />
      <Service form={form} />
      <Breaks form={form} />
    </EditorFrame>
  )
}

interface PartProps {
  form: FormState<Draft>
}

interface FieldProps extends PartProps {
  name: TimeField
  /** What it does, before the range that it may have. */
  text?: string
  disabled?: boolean
}

function Field({ form, name, text, disabled }: FieldProps) {
  const t = useSettingsT()
  const { min, max } = rangeOf(name)
  const unit = name.endsWith('seconds') ? `.${(rangeOf(name).unit ?? 1) === 60 ? 'minutes' : 'seconds'}` : ''
  return (
    <NumberInput
      label={t(`settings.time.${name}`)}
      description={[text, t(`settings.range${unit as '.seconds'}`, { min, max })].filter(Boolean).join(' ')}
      disabled={disabled === true}
      {...typed(form.values.typed[name], form.errors[`typed.${name}`], v =>
        form.set({ typed: { ...form.values.typed, [name]: v } }),
      )}
    />
  )
}

function Words({ form }: PartProps) {
  const t = useSettingsT()
  return (
    <>
      <Select
        label={t('settings.vocabulary')}
        description={t(`settings.vocabulary.${form.values.vocabulary}.text`)}
        data={(['blip', 'puzzel', 'smartspace'] as const).map(value => ({
          value,
          label: t(`settings.vocabulary.${value}`),
        }))}
        {...choice(form, 'vocabulary')}
      />
      <Select
        label={t('settings.reasonrule')}
        description={t('settings.reasonrule.text')}
        data={(['required_if_configured', 'required', 'optional'] as const).map(value => ({
          value,
          label: t(`settings.reasonrule.${value}`),
        }))}
        {...choice(form, 'pause_reason_rule')}
      />
    </>
  )
}

/** What a desk opens as (C-03), and whether one may leave with work at hand (C-10). */
function Entry({ form }: PartProps) {
  const t = useSettingsT()
  const { initial_status: initial, logout_with_work: logout } = form.values
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.entry')}</legend>
      <Select
        label={t('settings.initial')}
        description={t(`settings.initial.${initial}.text`)}
        data={(['invisible', 'online'] as const).map(value => ({ value, label: t(`status.${value}`) }))}
        {...choice(form, 'initial_status')}
      />
      <Select
        label={t('settings.logout')}
        description={t(`settings.logout.${logout}.text`)}
        data={(['block', 'allow'] as const).map(value => ({ value, label: t(`settings.logout.${value}`) }))}
        {...choice(form, 'logout_with_work')}
      />
    </fieldset>
  )
}

/** How long a desk may be unseen, or closed, before it counts (rules.md 1.8.4). */
function Connection({ form }: PartProps) {
  const t = useSettingsT()
  const { presence } = form.values
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.presence')}</legend>
      <p className={classes.quiet}>{t('settings.presence.text')}</p>
      <div className={classes.two}>
        <Field form={form} name="presence.lost_after_seconds" text={t('settings.presence.lost')} />
        <Field
          form={form}
          name="presence.lost_grace_seconds"
          text={t('settings.presence.grace')}
          disabled={presence.lost_forever}
        />
        <Field form={form} name="presence.reload_grace_seconds" text={t('settings.presence.reload')} />
      </div>
      <Switch
        label={t('settings.presence.forever')}
        description={t('settings.presence.forever.text')}
        checked={presence.lost_forever}
        onChange={e => form.set({ presence: { ...presence, lost_forever: e.currentTarget.checked } })}
      />
    </fieldset>
  )
}

const holds = ['connecting', 'connected', 'wrap_up', 'no_answer'] as const

function Holds({ form }: PartProps) {
  const t = useSettingsT()
  const written = form.values.written_during
  return (
    <>
      <fieldset className={classes.group}>
        <legend>{t('settings.holds')}</legend>
        <p className={classes.quiet}>{t('settings.holds.text')}</p>
        <div className={classes.two}>
          <Field form={form} name="hold_times.answer_seconds" />
          <Field form={form} name="hold_times.wrap_up_seconds" />
          <Field form={form} name="hold_times.no_answer_seconds" />
          <Field form={form} name="hold_times.busy_seconds" />
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t('settings.written')}</legend>
        <p className={classes.quiet}>{t('settings.written.text')}</p>
        {holds.map(name => (
          <Switch
            key={name}
            label={t(`status.hold.${name}`)}
            checked={written[name]}
            onChange={e => form.set({ written_during: { ...written, [name]: e.currentTarget.checked } })}
          />
        ))}
      </fieldset>
    </>
  )
}

function Service({ form }: PartProps) {
  const t = useSettingsT()
  const { service } = form.values
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.service')}</legend>
      <p className={classes.quiet}>{t('settings.service.text')}</p>
      <Field form={form} name="service.seconds" />
      <Select
        label={t('settings.service.variant')}
        allowDeselect={false}
        data={([3, 4, 1, 2] as const).map(n => ({
          value: String(n),
          label: t(`settings.service.variant.${n}`),
        }))}
        value={String(service.variant)}
        onChange={v => v && form.set({ service: { ...service, variant: Number(v) } })}
      />
    </fieldset>
  )
}

const breakFields = ['length', 'edge', 'meal', 'warn'] as const

function Breaks({ form }: PartProps) {
  const t = useSettingsT()
  const { breaks } = form.values
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.breaks')}</legend>
      <Switch
        label={t('settings.breaks.on')}
        description={t('settings.breaks.text')}
        checked={breaks.on}
        onChange={e => form.set({ breaks: { ...breaks, on: e.currentTarget.checked } })}
      />
      <div className={classes.two}>
        <Field form={form} name="breaks.breaks" />
        {breakFields.map(name => (
          <Field key={name} form={form} name={`breaks.${name}_seconds`} />
        ))}
        <Field form={form} name="breaks.short_shift_seconds" text={t('settings.breaks.short.shift')} />
        <Field form={form} name="breaks.short_breaks" text={t('settings.breaks.short.breaks')} />
      </div>
    </fieldset>
  )
}
