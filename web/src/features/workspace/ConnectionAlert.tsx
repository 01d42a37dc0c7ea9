import { WifiOff } from 'lucide-react'
import { useLive } from '@/live'
import { useT } from '@/shared/i18n'
import classes from './workspace.module.css'

/** S-26, on the whole attendance screen, until a new connection is made. */
export function ConnectionAlert() {
  const t = useT()
  const lost = useLive(s => s.phase === 'lost')
  return (
    <div role="alert" aria-live="assertive" className={classes.alertSlot}>
      {lost && (
        <p className={classes.alert}>
          <WifiOff size={16} aria-hidden /> {t('conn.alert')}
        </p>
      )}
    </div>
  )
}
