import { ActionIcon, Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import type { Channel, Question } from '@/api'
import type { FormState } from '@/shared/ui/useForm'
import { choice, number, text } from '../bind'
import { queuesQuery } from '../queries'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

const mostOptions = 10

/** Where its conversations go: one queue, or a question whose answer chooses. */
export function ChannelRoute({ form }: { form: FormState<Channel> }) {
  const t = useSettingsT()
  const queues = useQueueChoices(form.values)
  const { question, queue } = form.values
  const ask = (on: boolean) => {
    if (on)
      return form.set({
        question: {
          text: '',
          options: [
            { label: '', queue },
            { label: '', queue },
          ],
        },
      })
    const { question: _, ...rest } = form.values
    form.replaceValues(rest as Channel)
  }
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('settings.channel.name.text', { max: 60 })}
        {...text(form, 'name', 60)}
      />
      <Switch
        label={t('settings.channel.ask')}
        checked={question !== undefined}
        onChange={e => ask(e.currentTarget.checked)}
      />
      {question ? (
        <Options form={form} question={question} queues={queues} />
      ) : (
        <Select
          label={t('panel.queue')}
          data={queues}
          {...choice(form, 'queue')}
          placeholder={t('settings.channel.queue.none')}
        />
      )}
      <div className={classes.two}>
        <NumberInput
          label={t('settings.channel.priority')}
          description={t('settings.channel.priority.text')}
          {...number(form, 'priority', 0, 9)}
        />
        <NumberInput
          label={t('settings.channel.abandon')}
          description={t('settings.range.seconds', { min: 10, max: 86400 })}
          {...number(form, 'abandon_seconds', 10, 86400)}
          clampBehavior="blur"
        />
      </div>
    </>
  )
}

function useQueueChoices(channel: Channel) {
  const { data = [] } = useQuery(queuesQuery)
  const used = [channel.queue, ...(channel.question?.options.map(o => o.queue) ?? [])]
  return data.filter(q => q.active || used.includes(q.id)).map(q => ({ value: q.id, label: q.name }))
}

interface OptionsProps {
  form: FormState<Channel>
  question: Question
  queues: { value: string; label: string }[]
}

function Options({ form, question, queues }: OptionsProps) {
  const t = useSettingsT()
  const put = (change: Partial<Question>) => form.set({ question: { ...question, ...change } })
  const { options } = question
  const change = (i: number, part: Partial<Question['options'][number]>) =>
    put({ options: options.map((o, at) => (at === i ? { ...o, ...part } : o)) })
  return (
    <fieldset className={classes.options}>
      <legend className="sr-only">{t('settings.channel.ask')}</legend>
      <TextInput
        label={t('settings.channel.question')}
        maxLength={200}
        value={question.text}
        error={form.errors['question.text']}
        onChange={e => put({ text: e.currentTarget.value })}
      />
      {options.map((option, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an option is its place
        <div key={i} className={classes.option}>
          <TextInput
            aria-label={t('settings.channel.option', { n: i + 1 })}
            placeholder={t('settings.channel.option', { n: i + 1 })}
            maxLength={60}
            value={option.label}
            error={form.errors[`question.options.${i}.label`]}
            onChange={e => change(i, { label: e.currentTarget.value })}
          />
          <Select
            aria-label={t('settings.channel.option.queue', { n: i + 1 })}
            data={queues}
            allowDeselect={false}
            value={option.queue}
            error={form.errors[`question.options.${i}.queue`]}
            onChange={v => v && change(i, { queue: v })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            disabled={options.length <= 2}
            aria-label={t('settings.channel.option.remove', { n: i + 1 })}
            onClick={() => put({ options: options.filter((_, at) => at !== i) })}
          >
            <Trash2 size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-md"
        leftSection={<Plus size={14} />}
        disabled={options.length >= mostOptions}
        onClick={() => put({ options: [...options, { label: '', queue: form.values.queue }] })}
      >
        {t('settings.channel.option.add')}
      </Button>
    </fieldset>
  )
}
