import { Select, Skeleton, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Installation } from '@/api'
import { localeNames, locales } from '@/shared/i18n'
import { ErrorNote } from '@/shared/ui'
import { choice, flag, text } from '../bind'
import { EditorFrame } from '../EditorFrame'
import { installationQuery, saveInstallation } from '../queries'
import { useEditor } from '../useEditor'
import { useSettingsT } from '../words'

export function Company() {
  const installation = useQuery(installationQuery)
  if (installation.isError)
    return <ErrorNote error={installation.error} retry={() => installation.refetch()} />
  return installation.data ? <Form installation={installation.data} /> : <Skeleton height={240} />
}

type Draft = Installation & { id: string }

function Form({ installation }: { installation: Installation }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const id = 'installation'
  const editor = useEditor<Draft>({
    initial: { id, ...installation },
    isNew: false,
    queryKey: installationQuery.queryKey,
    save: async ({ id: _, ...body }) => ({ id, ...(await saveInstallation(body)) }),
    fetch: async () => ({ id, ...(await queries.fetchQuery({ ...installationQuery, staleTime: 0 })) }),
    saved: () => void queries.invalidateQueries({ queryKey: ['session'] }),
  })
  const { form } = editor
  const zones = Intl.supportedValuesOf('timeZone')
  const data = zones.includes(form.values.time_zone) ? zones : [form.values.time_zone, ...zones]
  return (
    <EditorFrame editor={editor} title={t('settings.installation')}>
      <TextInput
        label={t('field.company')}
        description={t('settings.chars', { max: 80 })}
        {...text(form, 'company', 80)}
      />
      <Select
        label={t('settings.zone')}
        description={t('settings.zone.text')}
        searchable
        limit={50}
        data={data}
        {...choice(form, 'time_zone')}
      />
      <Select
        label={t('settings.locale')}
        data={locales.map(value => ({ value, label: localeNames[value] }))}
        {...choice(form, 'locale')}
      />
      <Switch
        label={t('settings.pull.paused')}
        description={t('settings.pull.text')}
        {...flag(form, 'pull_while_paused')}
      />
      <Switch label={t('settings.pull.invisible')} {...flag(form, 'pull_while_invisible')} />
    </EditorFrame>
  )
}
