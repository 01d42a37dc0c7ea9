import '@/shared/ui/formStyles'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { api, call } from '@/api'
import { useLocale, useT } from '@/shared/i18n'
import { formats } from '@/shared/time/format'
import { missing, useForm } from '@/shared/ui/useForm'
import { enter, farewell } from '../session'
import { Door } from './Door'
import classes from './door.module.css'

export function SignIn() {
  const t = useT()
  const locale = useLocale()
  const [last] = useState(farewell)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const form = useForm({ email: '', password: '' })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    void form.submit(
      async body => enter(await call(api.POST('/api/v1/session', { body }))),
      v => missing(v, 'email', 'password'),
    )
  }
  return (
    <Door title={t('signin.title')} text={t('signin.text')}>
      {last && (
        <p role="status" className={classes.farewell}>
          {t('signin.expelled', { name: last.by, time: formats(locale, timeZone).time(last.at) })}
        </p>
      )}
      <form noValidate onSubmit={submit}>
        <TextInput
          label={t('field.email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          maxLength={254}
          withAsterisk={false}
          value={form.values.email}
          error={form.errors.email}
          onChange={e => form.set({ email: e.currentTarget.value })}
        />
        <PasswordInput
          mt="md"
          label={t('field.password')}
          name="password"
          autoComplete="current-password"
          required
          maxLength={200}
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
          value={form.values.password}
          error={form.errors.password}
          onChange={e => form.set({ password: e.currentTarget.value })}
        />
        <p role="alert" aria-live="assertive" style={{ color: 'var(--bad)', minHeight: 24, marginTop: 8 }}>
          {form.problem?.text}
        </p>
        <Button type="submit" fullWidth size="md" mt="xs" loading={form.busy}>
          {t('signin.submit')}
        </Button>
      </form>
    </Door>
  )
}
