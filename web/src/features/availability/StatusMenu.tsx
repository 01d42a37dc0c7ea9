import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  CalendarClock,
  CalendarX2,
  ChartNoAxesGantt,
  Check,
  CircleHelp,
  PhoneOff,
  Rows3,
  ShieldCheck,
  Square,
  SquareCheck,
} from 'lucide-react'
import type { Status, StatusName } from '@/api'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { Keys } from '@/shared/ui'
import { useChoose } from './actions'
import classes from './availability.module.css'
import { icons } from './icons'
import { choices, choiceWord, queuesIn } from './model'
import { cancelPlan, endWrapUp, preferKeepOnline, reasonsQuery } from './queries'
import { showLayer } from './store'
import { useNextWords } from './words'

/** All that can be said about my own status, the three macros first. */
export function StatusMenu({ status, attention }: { status: Status; attention: number }) {
  const t = useT()
  const me = useMe()
  const live = useLiveStore()
  useQuery(reasonsQuery) // here when a pause is chosen, also on a slow line
  const next = useNextWords(status.next)
  return (
    <Menu.Dropdown className={classes.menu}>
      <Menu.Label>
        {t('status.change')} <Keys keys="s" />
      </Menu.Label>
      {choices.map(choice => (
        <Choice key={choice} choice={choice} chosen={choice === status.status} />
      ))}
      {status.hold?.state === 'wrap_up' && (
        <Menu.Item leftSection={<PhoneOff size={16} />} onClick={() => void endWrapUp(live)}>
          {t('status.wrapup.end')}
        </Menu.Item>
      )}
      <Menu.Divider />
      {me.serves.length > 0 && (
        <Menu.Item leftSection={<Rows3 size={16} />} onClick={() => showLayer('queues')}>
          {t('status.queues')}
          <span className={classes.meaning}>
            {t('status.queues.in', { in: queuesIn(status), count: me.serves.length })}
          </span>
        </Menu.Item>
      )}
      {next ? (
        <Menu.Item leftSection={<CalendarX2 size={16} />} onClick={() => void cancelPlan(live)}>
          {t('status.next.cancel', { next })}
        </Menu.Item>
      ) : (
        status.status !== 'invisible' && (
          <Menu.Item leftSection={<CalendarClock size={16} />} onClick={() => showLayer('next')}>
            {t('status.next')}
          </Menu.Item>
        )
      )}
      <KeepOnline on={status.keep_online} />
      <Menu.Divider />
      <Menu.Item leftSection={<CircleHelp size={16} />} onClick={() => showLayer('why')}>
        {t('idle.title')}
      </Menu.Item>
      <Menu.Item
        leftSection={<ChartNoAxesGantt size={16} />}
        renderRoot={props => <Link to="/day" {...props} />}
      >
        {t('nav.day')}
      </Menu.Item>
      <Menu.Item
        leftSection={<ShieldCheck size={16} />}
        rightSection={attention > 0 && <span className={classes.count}>{attention}</span>}
        renderRoot={props => <Link to="/checks" {...props} />}
      >
        {t('nav.checks')}
      </Menu.Item>
    </Menu.Dropdown>
  )
}

function Choice({ choice, chosen }: { choice: StatusName; chosen: boolean }) {
  const t = useT()
  const { vocabulary } = useMe()
  const choose = useChoose()
  const Icon = icons[choice]
  return (
    <Menu.Item
      renderRoot={props => <button type="button" {...props} role="menuitemradio" aria-checked={chosen} />}
      leftSection={<Icon size={16} className={classes[choice]} />}
      rightSection={chosen && <Check size={14} />}
      onClick={() => choose(choice)}
    >
      {t(choiceWord(choice, vocabulary))}
      <span className={classes.meaning}>{t(`status.${choice}.meaning`)}</span>
    </Menu.Item>
  )
}

/** B-STATUS-30: off until the person turns it on. */
function KeepOnline({ on }: { on: boolean }) {
  const t = useT()
  const live = useLiveStore()
  return (
    <Menu.Item
      closeMenuOnClick={false}
      renderRoot={props => <button type="button" {...props} role="menuitemcheckbox" aria-checked={on} />}
      leftSection={on ? <SquareCheck size={16} className={classes.on} /> : <Square size={16} />}
      onClick={() => void preferKeepOnline(live, !on)}
    >
      {t('pref.keeponline')}
      <span className={classes.meaning}>{t('pref.keeponline.text')}</span>
    </Menu.Item>
  )
}
