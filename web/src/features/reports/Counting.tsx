import { Button } from '@mantine/core'
import { X } from 'lucide-react'
import { useReportsT } from '@/shared/i18n/reports'
import type { Progress } from './progress'
import classes from './reports.module.css'
import { useNumbers } from './useReport'

interface Props {
  progress: Progress
  cancel: () => void
}

/** How far the server is with what takes a while, and the way out. */
export function Counting({ progress, cancel }: Props) {
  const t = useReportsT()
  const share = useShare(progress)
  return (
    <div className={classes.counting}>
      <span className="figure" role="status">
        {share ? t('reports.counting.share', { share }) : t('reports.counting')}
      </span>
      <progress
        aria-label={t('reports.counting')}
        max={progress.of || undefined}
        value={progress.of > 0 ? progress.done : undefined}
      />
      <Button variant="default" leftSection={<X size={16} aria-hidden />} onClick={cancel}>
        {t('common.cancel')}
      </Button>
    </div>
  )
}

function useShare({ done, of }: Progress): string | null {
  const n = useNumbers()
  return of > 0 ? n.whole(done / of) : null
}
