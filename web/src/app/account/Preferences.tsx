import '@/shared/ui/formStyles'
import { Button, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { api, call, type LocaleCode } from '@/api'
import { localeNames, locales, setLocale, useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { tell } from '@/shared/ui/notify'
import { missing, useForm } from '@/shared/ui/useForm'
import { queryClient, sessionQuery } from '../session'

const minPassword = 8

/** My name, my language, my password. */
export function Preferences({ onClose }: { onClose: () => void }) {
  const t = useT()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('account.preferences')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="lg">
        <Person />
        <Password />
      </Stack>
    </Modal>
  )
}

function Person() {
  const t = useT()
  const me = useMe()
  const form = useForm({ name: me.name, locale: me.locale })
  const save = (e: FormEvent) => {
    e.preventDefault()
    void form.submit(
      async body => {
        const saved = await call(api.PUT('/api/v1/me', { body }))
        queryClient.setQueryData(sessionQuery.queryKey, saved)
        await setLocale(body.locale)
        tell(t('common.saved'))
      },
      v => missing(v, 'name'),
    )
  }
  return (
    <form noValidate onSubmit={save}>
      <Stack gap="sm">
        <TextInput
          label={t('field.name')}
          required
          withAsterisk={false}
          maxLength={120}
          value={form.values.name}
          error={form.errors.name}
          onChange={e => form.set({ name: e.currentTarget.value })}
        />
        <Select
          label={t('field.locale')}
          allowDeselect={false}
          data={locales.map(value => ({ value, label: localeNames[value] }))}
          value={form.values.locale}
          onChange={v => v && form.set({ locale: v as LocaleCode })}
        />
        <Problem text={form.problem?.text} />
        <Button type="submit" disabled={!form.dirty} loading={form.busy} style={{ alignSelf: 'flex-start' }}>
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  )
}

function Password() {
  const t = useT()
  const form = useForm({ current: '', password: '' })
  const check = (v: typeof form.values): Record<string, string> => ({
    ...(v.password.length < minPassword ? { password: t('field.password.short', { min: minPassword }) } : {}),
    ...missing(v, 'current', 'password'),
  })
  const save = (e: FormEvent) => {
    e.preventDefault()
    void form.submit(async body => {
      await call(api.PUT('/api/v1/me/password', { body }))
      form.replace({ current: '', password: '' })
      tell(t('account.password.changed'))
    }, check)
  }
  const field = (key: 'current' | 'password') => ({
    label: t(`account.password.${key}`),
    required: true,
    withAsterisk: false,
    maxLength: 200,
    autoComplete: key === 'current' ? 'current-password' : 'new-password',
    visibilityToggleButtonProps: { 'aria-label': t('field.password.show') },
    value: form.values[key],
    error: form.errors[key],
    onChange: (e: { currentTarget: HTMLInputElement }) => form.set({ [key]: e.currentTarget.value }),
  })
  return (
    <form noValidate onSubmit={save}>
      <Stack gap="sm">
        <PasswordInput {...field('current')} />
        <PasswordInput {...field('password')} description={t('field.password.hint', { min: minPassword })} />
        <Problem text={form.problem?.text} />
        <Button type="submit" variant="default" loading={form.busy} style={{ alignSelf: 'flex-start' }}>
          {t('account.password.change')}
        </Button>
      </Stack>
    </form>
  )
}

function Problem({ text }: { text: string | undefined }) {
  return text ? (
    <p role="alert" style={{ color: 'var(--bad)' }}>
      {text}
    </p>
  ) : null
}
