import { Checkbox, Switch, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Channel, Field } from '@/api'
import type { FormState } from '@/shared/ui/useForm'
import { flag } from '../bind'
import { parseOrigins } from '../model'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

const keys: Field['key'][] = ['name', 'email', 'phone']

/** What is asked of the customer, on which sites, and how they prove who they are. */
export function ChannelAccess({ form }: { form: FormState<Channel> }) {
  const t = useSettingsT()
  const [origins, setOrigins] = useState(form.values.origins.join('\n'))
  const wrong = Object.entries(form.errors).find(([key]) => key.startsWith('origins'))?.[1]
  return (
    <>
      <h3>{t('settings.channel.access')}</h3>
      <Fields form={form} />
      <Textarea
        label={t('settings.channel.origins')}
        description={t('settings.channel.origins.text')}
        placeholder="https://www.loja.example"
        rows={3}
        value={origins}
        error={wrong}
        onChange={e => {
          setOrigins(e.currentTarget.value)
          form.set({ origins: parseOrigins(e.currentTarget.value) })
        }}
      />
      <Switch
        label={t('settings.channel.proof')}
        description={t('settings.channel.proof.text')}
        {...flag(form, 'require_proof')}
      />
    </>
  )
}

function Fields({ form }: { form: FormState<Channel> }) {
  const t = useSettingsT()
  const { fields } = form.values
  const put = (key: Field['key'], asked: boolean, required: boolean) => {
    const next = keys.flatMap<Field>(k => {
      if (k === key) return asked ? [{ key, required }] : []
      return fields.filter(f => f.key === k)
    })
    form.set({ fields: next })
  }
  return (
    <fieldset className={classes.members}>
      <legend>{t('settings.channel.fields')}</legend>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('settings.channel.field')}</th>
            <th scope="col">{t('settings.channel.field.asked')}</th>
            <th scope="col">{t('settings.channel.field.required')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(key => {
            const field = fields.find(f => f.key === key)
            const name = t(`field.${key}`)
            return (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>
                  <Checkbox
                    aria-label={`${name}: ${t('settings.channel.field.asked')}`}
                    checked={field !== undefined}
                    onChange={e => put(key, e.currentTarget.checked, false)}
                  />
                </td>
                <td>
                  <Checkbox
                    aria-label={`${name}: ${t('settings.channel.field.required')}`}
                    checked={field?.required ?? false}
                    disabled={!field}
                    onChange={e => put(key, true, e.currentTarget.checked)}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </fieldset>
  )
}
