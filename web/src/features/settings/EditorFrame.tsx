import { Button, Group } from '@mantine/core'
import { Link, useBlocker } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsFor } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { Confirm } from '@/shared/ui/Confirm'
import { differing } from './model'
import classes from './settings.module.css'
import type { Editor } from './useEditor'
import { useSettingsT } from './words'

interface Props<V> {
  editor: Editor<V>
  title: string
  /** Where back leads; none on a page that stands alone. */
  page?: string
  children: ReactNode
  /** Beside the save button. */
  extra?: ReactNode
  /** The permission without which all of it can only be read. */
  need?: string
}

/** What stands around every form: title, what went wrong, save, and the guard. */
export function EditorFrame<V extends { rev: number }>({
  editor,
  title,
  page,
  children,
  extra,
  need = 'settings.edit',
}: Props<V>) {
  const t = useSettingsT()
  const may = useMe().permissions.includes(need)
  const { form } = editor
  const atField = Object.keys(form.errors).some(name => name in form.values)
  return (
    <form className={classes.editor} onSubmit={editor.onSubmit} noValidate>
      {page && (
        <Link to="/settings/$page" params={{ page }} className={classes.backLink}>
          <ChevronLeft size={16} aria-hidden /> {t(`settings.${page as 'users'}`)}
        </Link>
      )}
      <h2>{title}</h2>
      <Guard dirty={form.dirty && !form.busy} />
      {editor.theirs && <Stale editor={editor} theirs={editor.theirs} />}
      {!may && <p className={classes.readonly}>{t('settings.readonly')}</p>}
      <fieldset className={classes.fields} disabled={!may}>
        {children}
      </fieldset>
      {form.problem && !atField && !editor.theirs && (
        <p role="alert" className={classes.problem}>
          {form.problem.text}
        </p>
      )}
      {may && (
        <Group gap="sm" className={classes.save}>
          <Button type="submit" loading={form.busy} disabled={!form.dirty || editor.theirs !== null}>
            {t(editor.isNew ? 'settings.create' : 'common.save')}
          </Button>
          {extra}
          {form.dirty && <span className={classes.quiet}>{t('settings.unsaved')}</span>}
        </Group>
      )}
    </form>
  )
}

/** Leaving with changes asks first. */
function Guard({ dirty }: { dirty: boolean }) {
  const t = useSettingsT()
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <Confirm
      opened={blocker.status === 'blocked'}
      title={t('settings.leave.title')}
      confirm={t('settings.leave.confirm')}
      danger
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      {t('settings.leave.text')}
    </Confirm>
  )
}

/** Somebody else was faster: what they saved, beside what is typed here. */
function Stale<V extends { rev: number }>({ editor, theirs }: { editor: Editor<V>; theirs: V }) {
  const t = useSettingsT()
  return (
    <div className={classes.stale} role="alert">
      <strong>{t('problem.stale')}</strong>
      <p>{t('settings.stale.text')}</p>
      <ul>
        {differing<object>(editor.form.values as object, theirs).map(key => (
          <li key={key}>
            {wordsFor('changed', key) ?? key}:{' '}
            <span className="figure">{shown((theirs as Record<string, unknown>)[key])}</span>
          </li>
        ))}
      </ul>
      <Group gap="sm" mt="sm">
        <Button size="compact-sm" onClick={editor.keepMine}>
          {t('settings.stale.mine')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={editor.takeTheirs}>
          {t('settings.stale.theirs')}
        </Button>
      </Group>
    </div>
  )
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
