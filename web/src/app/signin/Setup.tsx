import '@/shared/ui/formStyles'
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError, api, call } from '@/api'
import { useT } from '@/shared/i18n'
import { ErrorNote } from '@/shared/ui'
import { missing, useForm } from '@/shared/ui/useForm'
import { Starting } from '../Starting'
import { Door } from './Door'

const minPassword = 8

/** The first start: whoever holds the one-time link becomes the administrator. */
export function Setup() {
  const t = useT()
  const [token] = useState(() => new URLSearchParams(location.search).get('token') ?? '')
  const check = useQuery({
    queryKey: ['setup', token],
    queryFn: async () => {
      await call(api.POST('/api/v1/setup/check', { body: { token } }))
      return true
    },
  })
  if (check.isPending) return <Starting />
  if (check.isError) {
    const used = check.error instanceof ApiError && check.error.status === 403
    return (
      <Door title={t('setup.title')} text={used ? t('setup.used') : ''}>
        {used ? (
          <a href="/">{t('setup.signin')}</a>
        ) : (
          <ErrorNote error={check.error} retry={() => check.refetch()} />
        )}
      </Door>
    )
  }
  return <SetupForm token={token} />
}

function SetupForm({ token }: { token: string }) {
  const t = useT()
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'America/Sao_Paulo'
  const form = useForm({ company: '', name: '', email: '', password: '' })
  const text = (key: 'company' | 'name' | 'email') => ({
    label: t(`field.${key}`),
    name: key,
    required: true,
    withAsterisk: false,
    maxLength: key === 'email' ? 254 : 120,
    value: form.values[key],
    error: form.errors[key],
    onChange: (e: { currentTarget: HTMLInputElement }) => form.set({ [key]: e.currentTarget.value }),
  })
  const check = (v: typeof form.values): Record<string, string> => ({
    ...(v.password.length < minPassword ? { password: t('field.password.short', { min: minPassword }) } : {}),
    ...missing(v, 'company', 'name', 'email', 'password'),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    void form.submit(async values => {
      await call(api.POST('/api/v1/setup', { body: { token, time_zone, ...values } }))
      location.replace('/settings/start')
    }, check)
  }
  return (
    <Door title={t('setup.title')} text={t('setup.text')}>
      <form noValidate onSubmit={submit}>
        <Stack gap="sm">
          <TextInput {...text('company')} autoFocus autoComplete="organization" />
          <TextInput {...text('name')} autoComplete="name" />
          <TextInput {...text('email')} type="email" autoComplete="username" />
          <PasswordInput
            label={t('field.password')}
            description={t('field.password.hint', { min: minPassword })}
            name="password"
            required
            withAsterisk={false}
            autoComplete="new-password"
            maxLength={200}
            visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
            value={form.values.password}
            error={form.errors.password}
            onChange={e => form.set({ password: e.currentTarget.value })}
          />
          <p role="alert" style={{ color: 'var(--bad)' }}>
            {form.problem?.text}
          </p>
          <Button type="submit" size="md" loading={form.busy}>
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
