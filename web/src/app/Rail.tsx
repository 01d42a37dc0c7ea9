import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import {
  ChartColumn,
  History,
  type LucideIcon,
  MessagesSquare,
  RadioTower,
  Search,
  Settings,
} from 'lucide-react'
import { StatusButton } from '@/features/availability'
import { ChecksSign, useAttention } from '@/features/checks'
import { useUnreadTotal } from '@/features/workspace'
import { type Key, useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { Keys } from '@/shared/ui'
import { AccountMenu } from './account/AccountMenu'
import { showOverlay } from './overlay'
import classes from './shell.module.css'

export function Rail() {
  const t = useT()
  const me = useMe()
  const unread = useUnreadTotal()
  const attention = useAttention()
  return (
    <nav className={classes.rail} aria-label={t('nav.label')}>
      <div className={classes.railItems}>
        <RailLink to="/work" icon={MessagesSquare} label="nav.work" keys="g" count={unread} />
        {me.permissions.includes('room.view') && (
          <RailLink to="/room" icon={RadioTower} label="nav.room" keys="v" />
        )}
        <RailLink to="/history" icon={History} label="nav.history" keys="/" />
        {me.permissions.includes('reports.view') && (
          <RailLink to="/reports" icon={ChartColumn} label="nav.reports" keys="b" />
        )}
        {me.permissions.includes('settings.view') && (
          <RailLink to="/settings" icon={Settings} label="nav.settings" keys="," />
        )}
      </div>
      <div className={classes.railEnd}>
        <Tooltip label={<Hint label="palette.open" keys="mod+k" />} position="right" openDelay={400}>
          <button type="button" className={classes.railLink} data-wide onClick={() => showOverlay('palette')}>
            <Search size={20} aria-hidden />
            <span>{t('palette.short')}</span>
          </button>
        </Tooltip>
        <ChecksSign />
        <StatusButton attention={attention} />
        <AccountMenu />
      </div>
    </nav>
  )
}

interface LinkProps {
  to: '/work' | '/room' | '/history' | '/reports' | '/settings'
  icon: LucideIcon
  label: Key
  keys: string
  count?: number
}

function RailLink({ to, icon: Icon, label, keys, count = 0 }: LinkProps) {
  const t = useT()
  return (
    <Tooltip label={<Hint label={label} keys={keys} />} position="right" openDelay={400}>
      <Link to={to} className={classes.railLink} activeProps={{ 'data-active': true }}>
        <Icon size={20} aria-hidden />
        <span>{t(label)}</span>
        {count > 0 && (
          <span className={classes.badge}>
            <span aria-hidden>{count > 99 ? '99+' : count}</span>
            <span className="sr-only">{t('list.unread', { count })}</span>
          </span>
        )}
      </Link>
    </Tooltip>
  )
}

function Hint({ label, keys }: { label: Key; keys: string }) {
  const t = useT()
  return (
    <>
      {t(label)} <Keys keys={keys} />
    </>
  )
}
