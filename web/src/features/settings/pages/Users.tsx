import { Button, Group, NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { UserRound } from 'lucide-react'
import type { FormEvent } from 'react'
import { localeNames, locales, type SettingsT, wordsFor } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { tell } from '@/shared/ui/notify'
import { type FormState, useForm } from '@/shared/ui/useForm'
import { choice, faultWords, text, typed } from '../bind'
import { Deactivate } from '../Deactivate'
import { EditorFrame } from '../EditorFrame'
import { Gone } from '../Gone'
import { ItemList } from '../ItemList'
import { blank, neverBlocked, type UserDraft, userDraft } from '../model'
import { secondsToClock } from '../numbers'
import { saveUser, setPassword, usersQuery } from '../queries'
import classes from '../settings.module.css'
import { shiftFaults, shiftSpan } from '../shift'
import { useEditor } from '../useEditor'
import { roleName, useRoles } from '../useRoles'
import { useSettingsT } from '../words'

const minPassword = 8

export function Users({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const users = useQuery(usersQuery)
  const roles = useRoles()
  const me = useMe()
  if (!item) {
    return (
      <ItemList
        page="users"
        query={users}
        icon={UserRound}
        about={u => [roles.name(u.role), u.email].filter(Boolean).join(' · ')}
        need={['settings.edit', 'roles.edit']}
      />
    )
  }
  if (!users.data) return null
  const user = users.data.find(u => u.id === item)
  if (!user && item !== 'new') return <Gone page="users" />
  return (
    <Form
      user={user ? userDraft(user) : blank.user(me.locale)}
      isNew={!user}
      title={user?.name ?? t('settings.users.new')}
    />
  )
}

const limits = ['total', 'chat'] as const
const limitRange = { min: 0, max: 999 }

function check(t: SettingsT, v: UserDraft, isNew: boolean): Record<string, string> {
  const found: Record<string, string> = {}
  if (isNew && v.password.length < minPassword)
    found.password = t('field.password.short', { min: minPassword })
  for (const name of [...limits, 'phone'] as const) {
    const fault = faultWords(t, v.limits[name], limitRange)
    if (fault) found[`limits.${name}`] = fault
  }
  for (const [name, fault] of Object.entries(shiftFaults(v.shift)))
    found[`shift.${name}`] = t(`settings.shift.fault.${fault}`)
  return found
}

function Form({ user, isNew, title }: { user: UserDraft; isNew: boolean; title: string }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { permissions } = useMe()
  const may = (p: string) => permissions.includes(p)
  const editor = useEditor<UserDraft>({
    initial: user,
    isNew,
    queryKey: usersQuery.queryKey,
    save: saveUser,
    fetch: async () => {
      const now = (await queries.fetchQuery({ ...usersQuery, staleTime: 0 })).find(u => u.id === user.id)
      return now && userDraft(now)
    },
    check: v => check(t, v, isNew),
    saved: () => void navigate({ to: '/settings/$page', params: { page: 'users' } }),
  })
  const { form } = editor
  return (
    <>
      <EditorFrame
        editor={editor}
        title={title}
        page="users"
        extra={<Deactivate editor={editor} page="users" />}
      >
        <TextInput label={t('field.name')} {...text(form, 'name', 120)} />
        {(form.values.email || may('settings.edit')) && (
          <TextInput label={t('field.email')} type="email" autoComplete="off" {...text(form, 'email', 254)} />
        )}
        {isNew && (
          <PasswordInput
            label={t('field.password')}
            description={t('field.password.hint', { min: minPassword })}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
            {...text(form, 'password', 200)}
          />
        )}
        <RoleSelect form={form} locked={!may('roles.edit')} />
        <Select
          label={t('field.locale')}
          data={locales.map(value => ({ value, label: localeNames[value] }))}
          {...choice(form, 'locale')}
        />
        <Limits form={form} />
        <Shift form={form} />
      </EditorFrame>
      {!isNew && may('settings.edit') && <NewPassword id={user.id} />}
    </>
  )
}

function RoleSelect({ form, locked }: { form: FormState<UserDraft>; locked: boolean }) {
  const t = useSettingsT()
  const roles = useRoles()
  const { role } = form.values
  const known = roles.all.some(r => r.id === role) ? roles.all : [...roles.all, { id: role, name: '' }]
  const permissions = roles.all.find(r => r.id === role)?.permissions.length ?? 0
  return (
    <Select
      label={t('settings.user.role')}
      description={
        locked
          ? t('settings.user.role.locked')
          : (wordsFor('settings.user.role', role) ?? t('settings.role.permissions', { count: permissions }))
      }
      data={known.map(r => ({ value: r.id, label: roleName(r) }))}
      disabled={locked}
      {...choice(form, 'role')}
    />
  )
}

function Limits({ form }: { form: FormState<UserDraft> }) {
  const t = useSettingsT()
  const now = form.values.limits
  const field = (name: keyof typeof now) =>
    typed(now[name], form.errors[`limits.${name}`], v => form.set({ limits: { ...now, [name]: v } }))
  const blocks = now.phone !== neverBlocked
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.user.limits')}</legend>
      <div className={classes.two}>
        {limits.map(name => (
          <NumberInput
            key={name}
            label={t(`settings.user.limit.${name}`)}
            description={t('settings.range', limitRange)}
            {...field(name)}
          />
        ))}
      </div>
      <Switch
        label={t('settings.user.limit.blocks')}
        description={blocks ? t('settings.user.limit.blocks.text') : t('settings.user.limit.unblocked')}
        checked={blocks}
        onChange={e =>
          form.set({ limits: { ...now, phone: e.currentTarget.checked ? firstBlock : neverBlocked } })
        }
      />
      {blocks && (
        <NumberInput
          label={t('settings.user.limit.phone')}
          description={t('settings.range', { min: 0, max: neverBlocked - 1 })}
          {...field('phone')}
        />
      )}
    </fieldset>
  )
}

/** Where blocking begins when it is turned on: one conversation may go on beside a call. */
const firstBlock = 1

function Shift({ form }: { form: FormState<UserDraft> }) {
  const t = useSettingsT()
  const { shift } = form.values
  const span = shiftSpan(shift)
  const field = (name: 'length' | 'start' | 'end') => ({
    label: t(`settings.shift.${name}`),
    placeholder: t(`settings.shift.${name}.example`),
    inputMode: 'numeric' as const,
    maxLength: 5,
    value: shift[name],
    error: form.errors[`shift.${name}`],
    onChange: (e: { currentTarget: { value: string } }) =>
      form.set({ shift: { ...shift, [name]: e.currentTarget.value } }),
  })
  return (
    <fieldset className={classes.group}>
      <legend>{t('settings.shift')}</legend>
      <Select
        label={t('settings.shift.kind')}
        description={t('settings.shift.text')}
        allowDeselect={false}
        data={(['none', 'length', 'clock'] as const).map(value => ({
          value,
          label: t(`settings.shift.kind.${value}`),
        }))}
        value={shift.kind}
        onChange={kind => kind && form.set({ shift: { ...shift, kind: kind as typeof shift.kind } })}
      />
      {shift.kind === 'length' && <TextInput {...field('length')} />}
      {shift.kind === 'clock' && (
        <div className={classes.two}>
          <TextInput {...field('start')} />
          <TextInput {...field('end')} />
        </div>
      )}
      {span && (
        <p className={classes.quiet}>
          {t(span.overnight ? 'settings.shift.overnight' : 'settings.shift.span', {
            time: secondsToClock(span.seconds),
          })}
        </p>
      )}
    </fieldset>
  )
}

function NewPassword({ id }: { id: string }) {
  const t = useSettingsT()
  const form = useForm({ password: '' })
  const save = (e: FormEvent) => {
    e.preventDefault()
    void form.submit(
      async v => {
        await setPassword(id, v.password)
        form.replace({ password: '' })
        tell(t('account.password.changed'))
      },
      (v): Record<string, string> =>
        v.password.length < minPassword ? { password: t('field.password.short', { min: minPassword }) } : {},
    )
  }
  return (
    <form className={classes.editor} onSubmit={save}>
      <h3>{t('settings.user.password')}</h3>
      <PasswordInput
        label={t('account.password.password')}
        description={t('settings.user.password.text')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
        {...text(form, 'password', 200)}
      />
      {form.problem && !form.errors.password && (
        <p role="alert" className={classes.problem}>
          {form.problem.text}
        </p>
      )}
      <Group>
        <Button type="submit" variant="default" loading={form.busy} disabled={!form.dirty}>
          {t('settings.user.password')}
        </Button>
      </Group>
    </form>
  )
}
