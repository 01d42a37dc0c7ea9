import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ShieldAlert } from 'lucide-react'
import { useT } from '@/shared/i18n'
import classes from './checks.module.css'
import { needsAttention } from './model'
import { useChecks } from './observe'

/** How many checks need somebody. */
export const useAttention = () => needsAttention(useChecks())

/** On the rail, and only while something needs mending. */
export function ChecksSign() {
  const t = useT()
  const count = useAttention()
  if (count === 0) return null
  const label = t('checks.attention', { count })
  return (
    <Tooltip label={label} position="right" openDelay={400}>
      <Link to="/checks" className={classes.sign} aria-label={label}>
        <ShieldAlert size={16} aria-hidden />
        <span>{t('nav.checks')}</span>
      </Link>
    </Tooltip>
  )
}
