import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { RoleRow } from '@/api'
import { wordsFor } from '@/shared/i18n'
import { Confirm } from '@/shared/ui/Confirm'
import { tell, warnOf } from '@/shared/ui/notify'
import { text } from '../bind'
import { EditorFrame } from '../EditorFrame'
import { Gone } from '../Gone'
import { ItemList } from '../ItemList'
import { blank } from '../model'
import { fixed, permissionGroups, ungrouped, withPermission } from '../permissions'
import { removeRole, rolesQuery, saveRole } from '../queries'
import classes from '../settings.module.css'
import { type Editor, useEditor } from '../useEditor'
import { roleName, useRoles } from '../useRoles'
import { useSettingsT } from '../words'

/** Roles are sets of permissions, those that are always there included. */
export function Roles({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const { query, all } = useRoles()
  const listed = useQuery({
    ...rolesQuery,
    select: rows => rows.map(r => ({ ...r, name: roleName(r), active: true })),
  })
  if (!item) {
    const about = (r: RoleRow) =>
      [
        t('settings.role.users', { count: r.users }),
        t('settings.role.permissions', { count: r.permissions.length }),
        ...(r.built_in ? [t('settings.role.builtin')] : []),
      ].join(' · ')
    return <ItemList page="roles" query={listed} icon={KeyRound} about={about} need={['roles.edit']} />
  }
  if (!query.data) return null
  const role = all.find(r => r.id === item)
  if (!role && item !== 'new') return <Gone page="roles" />
  return <Form role={role ?? blank.role()} isNew={!role} />
}

function Form({ role, isNew }: { role: RoleRow; isNew: boolean }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const back = () => void navigate({ to: '/settings/$page', params: { page: 'roles' } })
  const editor = useEditor<RoleRow>({
    initial: role,
    isNew,
    queryKey: rolesQuery.queryKey,
    save: saveRole,
    fetch: async () =>
      (await queries.fetchQuery({ ...rolesQuery, staleTime: 0 })).find(r => r.id === role.id),
    check: v => (v.name.trim() === '' && !v.built_in ? { name: t('settings.role.name.missing') } : {}),
    saved: back,
  })
  const { form } = editor
  return (
    <EditorFrame
      editor={editor}
      title={isNew ? t('settings.roles.new') : roleName(role)}
      page="roles"
      need="roles.edit"
      extra={!isNew && !role.built_in && <Remove editor={editor} removed={back} />}
    >
      <TextInput
        label={t('field.name')}
        description={t(role.built_in ? 'settings.role.name.builtin' : 'settings.chars', { max: 60 })}
        placeholder={role.built_in ? roleName({ id: role.id, name: '' }) : ''}
        {...text(form, 'name', 60)}
      />
      {form.errors.permissions && (
        <p role="alert" className={classes.problem}>
          {form.errors.permissions}
        </p>
      )}
      <Permissions editor={editor} />
    </EditorFrame>
  )
}

function Permissions({ editor }: { editor: Editor<RoleRow> }) {
  const t = useSettingsT()
  const { form } = editor
  const { id, permissions } = form.values
  const groups = [...permissionGroups, { id: 'other', permissions: ungrouped(permissions) }] as const
  return (
    <>
      {groups.map(
        group =>
          group.permissions.length > 0 && (
            <fieldset key={group.id} className={classes.group}>
              <legend>{t(`settings.role.group.${group.id}`)}</legend>
              {group.permissions.map(p => (
                <Checkbox
                  key={p}
                  label={wordsFor('permission', p) ?? p}
                  description={fixed(id, p) ? t('settings.role.fixed') : wordsFor('permission.text', p)}
                  checked={permissions.includes(p)}
                  disabled={fixed(id, p)}
                  onChange={e =>
                    form.set({ permissions: withPermission(permissions, p, e.currentTarget.checked) })
                  }
                />
              ))}
            </fieldset>
          ),
      )}
    </>
  )
}

/** Only a role that nobody has can go. */
function Remove({ editor, removed }: { editor: Editor<RoleRow>; removed: () => void }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const role = editor.form.values
  if (role.users > 0)
    return <span className={classes.quiet}>{t('settings.role.inuse', { count: role.users })}</span>
  const remove = async () => {
    setAsking(false)
    try {
      await removeRole(role.id)
      editor.form.replace(role) // nothing is unsaved of what is no more
      await queries.invalidateQueries({ queryKey: rolesQuery.queryKey })
      tell(t('settings.role.removed'))
      removed()
    } catch (error) {
      warnOf(error)
    }
  }
  return (
    <>
      <Button variant="subtle" color="red" c="var(--bad)" onClick={() => setAsking(true)}>
        {t('settings.role.remove')}
      </Button>
      <Confirm
        opened={asking}
        danger
        title={t('settings.role.remove.title', { name: role.name })}
        confirm={t('settings.role.remove')}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove()}
      >
        {t('settings.role.remove.text')}
      </Confirm>
    </>
  )
}
