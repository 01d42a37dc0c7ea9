import { Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { Status } from '@/api'
import { useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { useNow } from '@/shared/time/ticker'
import { tell } from '@/shared/ui/notify'
import classes from './availability.module.css'
import { icons } from './icons'
import { choiceWord, holdNow, pauseClock, statusWord } from './model'
import { cancelPlan, endWrapUp, useBreakWarnings, useStatus } from './queries'
import { StatusMenu } from './StatusMenu'
import { closeMenu, showLayer, useLayer } from './store'
import { useNextWords } from './words'

const ReasonDialog = lazy(() => import('./ReasonDialog').then(m => ({ default: m.ReasonDialog })))
const QueuesDialog = lazy(() => import('./QueuesDialog').then(m => ({ default: m.QueuesDialog })))
const NextDialog = lazy(() => import('./NextDialog').then(m => ({ default: m.NextDialog })))
const WhyIdleDialog = lazy(() => import('./WhyIdle').then(m => ({ default: m.WhyIdleDialog })))

/**
 * My status and all that bears on it: word and colour, in a pause its stopwatch
 * (B-STATUS-14), what holds work back, what comes next, and who decided it.
 */
export function StatusButton({ attention }: { attention: number }) {
  return useMe().permissions.includes('status.set') ? <Card attention={attention} /> : null
}

function Card({ attention }: { attention: number }) {
  const t = useT()
  const { vocabulary } = useMe()
  const status = useStatus()
  const layer = useLayer()
  const label = useLabel(status)
  useToldWhoSetIt(status)
  const Icon = icons[status.status]
  const close = () => showLayer(null)
  return (
    <div className={classes.card} data-status={status.status}>
      <Menu
        opened={layer === 'menu'}
        onChange={open => (open ? showLayer('menu') : closeMenu())}
        position="right-end"
        width={300}
      >
        <Menu.Target>
          <button type="button" className={classes.button} aria-label={label} aria-keyshortcuts="s">
            <span className={classes.icon}>
              <Icon size={18} aria-hidden />
              <ChevronDown size={12} aria-hidden />
              {attention > 0 && <span className={classes.dot} data-testid="attention" />}
            </span>
            <span className={classes.word}>
              {t(statusWord(status, vocabulary))}
              <span className="figure"> ({status.open})</span>
            </span>
            <Clocks status={status} />
          </button>
        </Menu.Target>
        <StatusMenu status={status} attention={attention} />
      </Menu>
      <WrapUp status={status} />
      <Next status={status} />
      <Notes status={status} />
      <BreakDue />
      <Suspense fallback={null}>
        {layer === 'reasons' && <ReasonDialog onClose={close} />}
        {layer === 'queues' && <QueuesDialog onClose={close} />}
        {layer === 'next' && <NextDialog onClose={close} />}
        {layer === 'why' && <WhyIdleDialog onClose={close} />}
      </Suspense>
    </div>
  )
}

/** What a screen reader hears of the button: everything but the running clocks. */
function useLabel(status: Status): string {
  const t = useT()
  const { vocabulary } = useMe()
  const next = useNextWords(status.next)
  const hold = holdNow(status, useNow())
  const parts = [
    t('status.button', { status: t(statusWord(status, vocabulary)), count: status.open }),
    status.status === 'paused' && status.reason?.name,
    hold && t(`status.hold.${hold.name}`),
    next,
  ]
  return parts.filter(Boolean).join('. ')
}

/** Under the word: in a pause its reason and stopwatch; what holds work back, with its countdown. */
function Clocks({ status }: { status: Status }) {
  const t = useT()
  const now = useNow()
  const hold = holdNow(status, now)
  const pause = status.status === 'paused' ? pauseClock(status, now) : null
  return (
    <>
      {pause && (
        <span className={classes.clock} data-over={pause.over}>
          {status.reason && <span className={classes.reason}>{status.reason.name}</span>}
          <time role="timer" aria-label={t('status.stopwatch')} data-testid="stopwatch">
            {pause.elapsed}
          </time>
          {pause.left && (
            <span className={classes.left}>
              {t(pause.over ? 'status.pause.over' : 'status.pause.left', { time: pause.left })}
            </span>
          )}
        </span>
      )}
      {hold && (
        <span className={classes.clock} data-testid="hold">
          <span className={classes.hold}>{t(`status.hold.${hold.name}`)}</span>
          {hold.clock && <time>{hold.clock}</time>}
        </span>
      )}
    </>
  )
}

/** P-STATUS-08: out of wrap-up at any time. */
function WrapUp({ status }: { status: Status }) {
  const t = useT()
  const live = useLiveStore()
  if (status.hold?.state !== 'wrap_up') return null
  return (
    <button type="button" className={classes.end} onClick={() => void endWrapUp(live)}>
      {t('status.wrapup.end')}
    </button>
  )
}

/** The status chosen for later, and the way to take it back. */
function Next({ status }: { status: Status }) {
  const t = useT()
  const live = useLiveStore()
  const words = useNextWords(status.next)
  if (!words) return null
  return (
    <div className={classes.next} data-testid="next">
      <span>{words}</span>
      <button
        type="button"
        className={classes.end}
        aria-label={t('status.next.cancel', { next: words })}
        onClick={() => void cancelPlan(live)}
      >
        {t('common.cancel')}
      </button>
    </div>
  )
}

/** What others decided: a status they set (C-27), work that ends. */
function Notes({ status }: { status: Status }) {
  const t = useT()
  const f = useFormats()
  const { set_by: by, drain } = status
  if (!by && !drain) return null
  return (
    <p className={classes.note}>
      {by && <span>{t('status.setby', { name: by.name })}</span>}
      {drain && (
        <span>
          {drain.done ? t('status.drain.done') : t('status.drain.until', { time: f.time(drain.at) })}
        </span>
      )}
      {drain?.by && <span>{t('status.drain.by', { name: drain.by.name })}</span>}
    </p>
  )
}

/** A break that labour law wants soon (NR-17), until it begins or is missed. */
function BreakDue() {
  const t = useT()
  const f = useFormats()
  const warnings = useBreakWarnings()
  if (warnings.length === 0) return null
  return (
    <div className={classes.due} role="status">
      {warnings.map(w => (
        <p key={w.id}>{t(`status.due.${w.kind}`, { time: f.time(w.due_by) })}</p>
      ))}
    </div>
  )
}

/** A status that somebody else sets is said aloud once: it may be on a page nobody looks at. */
function useToldWhoSetIt(status: Status) {
  const t = useT()
  const { vocabulary } = useMe()
  const by = status.set_by
  const mark = by && `${by.id} ${status.status} ${status.since}`
  const known = useRef(mark)
  useEffect(() => {
    if (mark === known.current) return
    known.current = mark
    const word = t(choiceWord(status.status, vocabulary))
    if (by) tell(t('status.setby.told', { name: by.name, status: word }))
  }, [mark, by, status.status, vocabulary, t])
}
