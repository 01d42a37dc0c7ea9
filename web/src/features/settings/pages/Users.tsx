import { Button, Group, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { UserRound } from 'lucide-react'
import type { FormEvent } from 'react'
import type { User } from '@/api'
import { localeNames, locales } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { tell } from '@/shared/ui/notify'
import { useForm } from '@/shared/ui/useForm'
import { choice, text } from '../bind'
import { Deactivate } from '../Deactivate'
import { EditorFrame } from '../EditorFrame'
import { ItemList } from '../ItemList'
import { blank } from '../model'
import { saveUser, setPassword, usersQuery } from '../queries'
import classes from '../settings.module.css'
import { useEditor } from '../useEditor'
import { useSettingsT } from '../words'

const minPassword = 8

export function Users({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const users = useQuery(usersQuery)
  const me = useMe()
  if (!item) {
    return (
      <ItemList
        page="users"
        query={users}
        icon={UserRound}
        about={u => `${t(`role.${u.role}`)} · ${u.email}`}
      />
    )
  }
  if (!users.data) return null
  const user = users.data.find(u => u.id === item)
  return <Form user={user ? { ...user, password: '' } : blank.user(me.locale)} isNew={!user} />
}

type Draft = User & { password: string }

function Form({ user, isNew }: { user: Draft; isNew: boolean }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const editor = useEditor<Draft>({
    initial: user,
    isNew,
    queryKey: usersQuery.queryKey,
    save: saveUser,
    fetch: async () => {
      const now = (await queries.fetchQuery({ ...usersQuery, staleTime: 0 })).find(u => u.id === user.id)
      return now && { ...now, password: '' }
    },
    check: v =>
      isNew && v.password.length < minPassword
        ? { password: t('field.password.short', { min: minPassword }) }
        : {},
    saved: () => void navigate({ to: '/settings/$page', params: { page: 'users' } }),
  })
  const { form } = editor
  const { limits } = form.values
  const limit = (name: 'total' | 'chat') => ({
    label: t(`settings.user.limit.${name}`),
    description: t('settings.range', { min: 0, max: 999 }),
    min: 0,
    max: 999,
    allowDecimal: false,
    clampBehavior: 'strict' as const,
    value: limits[name],
    error: form.errors[`limits.${name}`],
    onChange: (v: string | number) => form.set({ limits: { ...limits, [name]: Number(v) || 0 } }),
  })
  return (
    <>
      <EditorFrame
        editor={editor}
        title={isNew ? t('settings.users.new') : user.name}
        page="users"
        extra={<Deactivate editor={editor} page="users" />}
      >
        <TextInput label={t('field.name')} {...text(form, 'name', 120)} />
        <TextInput label={t('field.email')} type="email" autoComplete="off" {...text(form, 'email', 254)} />
        {isNew && (
          <PasswordInput
            label={t('field.password')}
            description={t('field.password.hint', { min: minPassword })}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
            {...text(form, 'password', 200)}
          />
        )}
        <Select
          label={t('settings.user.role')}
          description={t(`settings.user.role.${form.values.role}`)}
          data={(['agent', 'supervisor', 'admin'] as const).map(value => ({
            value,
            label: t(`role.${value}`),
          }))}
          {...choice(form, 'role')}
        />
        <Select
          label={t('field.locale')}
          data={locales.map(value => ({ value, label: localeNames[value] }))}
          {...choice(form, 'locale')}
        />
        <div className={classes.two}>
          <NumberInput {...limit('total')} />
          <NumberInput {...limit('chat')} />
        </div>
      </EditorFrame>
      {!isNew && <NewPassword id={user.id} />}
    </>
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
