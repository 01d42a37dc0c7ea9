import { Button } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '@/shared/ui/Confirm'
import type { Editor } from './useEditor'
import { type PageName, useSettingsT } from './words'

/** Nothing is deleted, what was said stays told: it is put out of use, after a question. */
export function Deactivate<V extends { name: string; active: boolean }>({
  editor,
  page,
}: {
  editor: Editor<V>
  page: Exclude<PageName, 'roles'> // a role is removed
}) {
  const t = useSettingsT()
  const [asking, setAsking] = useState(false)
  if (editor.isNew) return null
  const { name, active } = editor.form.values
  if (!active) {
    return (
      <Button variant="default" onClick={() => editor.saveAs({ active: true } as Partial<V>)}>
        {t('settings.reactivate')}
      </Button>
    )
  }
  return (
    <>
      <Button variant="subtle" color="red" c="var(--bad)" onClick={() => setAsking(true)}>
        {t('settings.deactivate')}
      </Button>
      <Confirm
        opened={asking}
        danger
        title={t('settings.deactivate.title', { name })}
        confirm={t('settings.deactivate')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          editor.saveAs({ active: false } as Partial<V>)
        }}
      >
        {t(`settings.${page}.deactivate`)}
      </Confirm>
    </>
  )
}
