import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { problemText, useT } from '@/shared/i18n'
import classes from './ui.module.css'

/** Something could not be loaded or done: why, and a way to try again. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT()
  return (
    <div className={classes.errorNote} role="alert">
      <TriangleAlert size={16} aria-hidden />
      <span>{problemText(error)}</span>
      {retry && (
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  )
}
