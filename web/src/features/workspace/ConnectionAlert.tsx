import { WifiOff } from 'lucide-react'
import { useLive } from '@/live'
import { useT } from '@/shared/i18n'
import classes from './workspace.module.css'

/**
 * S-26, on the whole attendance screen, until a new connection is made. It floats:
 * a line that comes and goes moves nothing under the pointer or the eye.
 */
export function ConnectionAlert() {
  const t = useT()
  const lost = useLive(s => s.phase === 'lost')
  return (
    <div className={classes.alertSlot}>
      <div role="alert" aria-live="assertive">
        {lost && (
          <p className={classes.alert} data-connection-lost>
            <WifiOff size={16} aria-hidden /> {t('conn.alert')}
          </p>
        )}
      </div>
    </div>
  )
}
