import { Menu } from '@mantine/core'
import { Check, ChevronDown, CircleHelp } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useT } from '@/shared/i18n'
import { useNow } from '@/shared/time/ticker'
import { Keys } from '@/shared/ui'
import { useChoose } from './actions'
import classes from './availability.module.css'
import { icons } from './icons'
import { choices, pauseClock } from './model'
import { useStatus } from './queries'
import { closeMenu, showLayer, useLayer } from './store'

const ReasonDialog = lazy(() => import('./ReasonDialog').then(m => ({ default: m.ReasonDialog })))
const WhyIdleDialog = lazy(() => import('./WhyIdle').then(m => ({ default: m.WhyIdleDialog })))

/** My status: colour, icon and word; while paused also its stopwatch, B-STATUS-14. */
export function StatusButton() {
  const t = useT()
  const status = useStatus()
  const layer = useLayer()
  const choose = useChoose()
  const Icon = icons[status.status]
  return (
    <>
      <Menu
        opened={layer === 'menu'}
        onChange={open => (open ? showLayer('menu') : closeMenu())}
        position="right-end"
        width={280}
      >
        <Menu.Target>
          <button
            type="button"
            className={classes.button}
            data-status={status.status}
            aria-label={t('status.button', { status: t(`status.${status.status}`), count: status.open })}
            aria-keyshortcuts="s"
          >
            <span className={classes.icon}>
              <Icon size={18} aria-hidden />
              <ChevronDown size={12} aria-hidden />
            </span>
            <span>
              {t(`status.${status.status}`)}
              <span className="figure"> ({status.open})</span>
            </span>
            {status.status === 'paused' && <Stopwatch />}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {t('status.change')} <Keys keys="s" />
          </Menu.Label>
          {choices.map(choice => {
            const ItemIcon = icons[choice]
            return (
              <Menu.Item
                key={choice}
                renderRoot={props => (
                  <button
                    type="button"
                    {...props}
                    role="menuitemradio"
                    aria-checked={choice === status.status}
                  />
                )}
                leftSection={<ItemIcon size={16} className={classes[choice]} />}
                rightSection={choice === status.status && <Check size={14} />}
                onClick={() => choose(choice)}
              >
                {t(`status.${choice}`)}
                <span className={classes.meaning}>{t(`status.${choice}.meaning`)}</span>
              </Menu.Item>
            )
          })}
          <Menu.Divider />
          <Menu.Item leftSection={<CircleHelp size={16} />} onClick={() => showLayer('why')}>
            {t('idle.title')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {layer === 'reasons' && <ReasonDialog onClose={() => showLayer(null)} />}
        {layer === 'why' && <WhyIdleDialog onClose={() => showLayer(null)} />}
      </Suspense>
    </>
  )
}

function Stopwatch() {
  const t = useT()
  const clock = pauseClock(useStatus(), useNow())
  const status = useStatus()
  if (!clock) return null
  return (
    <span className={classes.clock} data-over={clock.over}>
      {status.reason && <span className={classes.reason}>{status.reason.name}</span>}
      <time role="timer" aria-label={t('status.stopwatch')} data-testid="stopwatch">
        {clock.elapsed}
      </time>
      {clock.planned && <span className={classes.of}>/ {clock.planned}</span>}
    </span>
  )
}
