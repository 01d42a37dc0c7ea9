import { Select, Textarea, TextInput } from '@mantine/core'
import type { Channel } from '@/api'
import { localeNames, locales } from '@/shared/i18n'
import type { FormState } from '@/shared/ui/useForm'
import { choice, text } from '../bind'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

/** What the customer reads and sees. */
export function ChannelLook({ form }: { form: FormState<Channel> }) {
  const t = useSettingsT()
  return (
    <>
      <h3>{t('settings.channel.look')}</h3>
      <TextInput
        label={t('settings.channel.title')}
        description={t('settings.chars', { max: 60 })}
        {...text(form, 'title', 60)}
      />
      <Textarea
        label={t('settings.channel.greeting')}
        description={t('settings.chars', { max: 500 })}
        rows={2}
        {...text(form, 'greeting', 500)}
      />
      <Textarea
        label={t('settings.channel.away')}
        description={t('settings.channel.away.text', { max: 500 })}
        rows={2}
        {...text(form, 'away', 500)}
      />
      <div className={classes.two}>
        <div className={classes.colour}>
          <TextInput label={t('settings.channel.colour')} {...text(form, 'color', 7)} />
          <input
            type="color"
            aria-label={t('settings.channel.colour.pick')}
            value={/^#[0-9a-f]{6}$/i.test(form.values.color) ? form.values.color : '#000000'}
            onChange={e => form.set({ color: e.currentTarget.value })}
          />
        </div>
        <Select
          label={t('field.locale')}
          data={locales.map(value => ({ value, label: localeNames[value] }))}
          {...choice(form, 'locale')}
        />
      </div>
    </>
  )
}
