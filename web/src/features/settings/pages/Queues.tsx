import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Rows3 } from 'lucide-react'
import type { Queue } from '@/api'
import type { FormState } from '@/shared/ui/useForm'
import { choice, number, text } from '../bind'
import { Deactivate } from '../Deactivate'
import { EditorFrame } from '../EditorFrame'
import { Gone } from '../Gone'
import { ItemList } from '../ItemList'
import { blank, withMember } from '../model'
import { queuesQuery, saveQueue, usersQuery } from '../queries'
import classes from '../settings.module.css'
import { useEditor } from '../useEditor'
import { useRoles } from '../useRoles'
import { useSettingsT } from '../words'

export function Queues({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const queues = useQuery(queuesQuery)
  if (!item) {
    const about = (q: Queue) =>
      `${t(`settings.queue.mode.${q.mode}`)} · ${t('settings.queue.members', { count: q.members.filter(m => m.serves).length })}`
    return <ItemList page="queues" query={queues} icon={Rows3} about={about} />
  }
  if (!queues.data) return null
  const queue = queues.data.find(q => q.id === item)
  if (!queue && item !== 'new') return <Gone page="queues" />
  return <Form queue={queue ?? blank.queue()} isNew={!queue} />
}

function Form({ queue, isNew }: { queue: Queue; isNew: boolean }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const editor = useEditor<Queue>({
    initial: queue,
    isNew,
    queryKey: queuesQuery.queryKey,
    save: saveQueue,
    fetch: async () =>
      (await queries.fetchQuery({ ...queuesQuery, staleTime: 0 })).find(q => q.id === queue.id),
    saved: () => void navigate({ to: '/settings/$page', params: { page: 'queues' } }),
  })
  const { form } = editor
  const { values } = form
  return (
    <EditorFrame
      editor={editor}
      title={isNew ? t('settings.queues.new') : queue.name}
      page="queues"
      extra={<Deactivate editor={editor} page="queues" />}
    >
      <TextInput
        label={t('field.name')}
        description={t('settings.chars', { max: 60 })}
        {...text(form, 'name', 60)}
      />
      <Select
        label={t('settings.queue.mode')}
        description={t(`settings.queue.mode.${values.mode}.text`)}
        data={(['both', 'push', 'pull'] as const).map(value => ({
          value,
          label: t(`settings.queue.mode.${value}`),
        }))}
        {...choice(form, 'mode')}
      />
      {values.mode !== 'pull' && (
        <>
          <Select
            label={t('settings.queue.delivery')}
            description={t(`settings.queue.delivery.${values.delivery}.text`)}
            data={(['assign', 'offer'] as const).map(value => ({
              value,
              label: t(`settings.queue.delivery.${value}`),
            }))}
            {...choice(form, 'delivery')}
          />
          {values.delivery === 'offer' && <Ring form={form} />}
          <Select
            label={t('settings.queue.strategy')}
            data={(['fewest_open', 'longest_idle'] as const).map(value => ({
              value,
              label: t(`settings.queue.strategy.${value}`),
            }))}
            {...choice(form, 'strategy')}
          />
        </>
      )}
      <Members form={form} />
    </EditorFrame>
  )
}

function Ring({ form }: { form: FormState<Queue> }) {
  const t = useSettingsT()
  const range = (min: number, max: number) => t('settings.range.seconds', { min, max })
  return (
    <div className={classes.two}>
      <NumberInput
        label={t('settings.queue.ring')}
        description={range(5, 600)}
        {...number(form, 'ring_seconds', 5, 600)}
        clampBehavior="blur"
      />
      <NumberInput
        label={t('settings.queue.retry')}
        description={range(0, 3600)}
        {...number(form, 'offer_retry_seconds', 0, 3600)}
        clampBehavior="blur"
      />
    </div>
  )
}

function Members({ form }: { form: FormState<Queue> }) {
  const t = useSettingsT()
  const { data: users = [] } = useQuery(usersQuery)
  const roles = useRoles()
  const queue = form.values
  const shown = users.filter(u => u.active || queue.members.some(m => m.user === u.id))
  return (
    <fieldset className={classes.members}>
      <legend>{t('settings.queue.who')}</legend>
      <p className={classes.quiet}>{t('settings.queue.who.text')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field.name')}</th>
            <th scope="col">{t('settings.queue.serves')}</th>
            <th scope="col">{t('settings.queue.supervises')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(u => {
            const member = queue.members.find(m => m.user === u.id)
            return (
              <tr key={u.id}>
                <th scope="row">
                  {u.name} <span className={classes.quiet}>{roles.name(u.role)}</span>
                </th>
                {(['serves', 'supervises'] as const).map(what => (
                  <td key={what}>
                    <Checkbox
                      aria-label={`${u.name}: ${t(`settings.queue.${what}`)}`}
                      checked={member?.[what] ?? false}
                      onChange={e =>
                        form.set({
                          members: withMember(queue, u.id, { [what]: e.currentTarget.checked }).members,
                        })
                      }
                    />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </fieldset>
  )
}
