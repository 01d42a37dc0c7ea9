import { Button } from '@mantine/core'
import { CircleAlert, CircleCheck, CircleDashed, Copy, type LucideIcon } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { desktopNotices, setDesktopNotices } from '@/features/workspace'
import { type MineT, useMineT } from '@/shared/i18n/mine'
import { usePageTitle } from '@/shared/pageTitle'
import { tell } from '@/shared/ui/notify'
import classes from './checks.module.css'
import { type Check, type CheckId, type Level, needsAttention, sleepSettings } from './model'
import { forgetSleep, measureClock, refreshNotices, tryMicrophone, useChecks } from './observe'

const marks: Record<Level, LucideIcon> = { ok: CircleCheck, todo: CircleDashed, wrong: CircleAlert }

/** The environment of the desk: how each thing is, and the way to mend it (S-45). */
export function Checks() {
  const t = useMineT()
  usePageTitle(t('nav.checks'))
  const checks = useChecks()
  const wrong = needsAttention(checks)
  useEffect(() => void measureClock(), [])
  return (
    <section className={classes.page} aria-labelledby="checks-title">
      <h1 id="checks-title">{t('nav.checks')}</h1>
      <p className={classes.about} role="status">
        {wrong > 0
          ? t('checks.attention', { count: wrong })
          : t(checks.every(c => c.level === 'ok') ? 'checks.fine' : 'checks.open')}
      </p>
      <ul className={classes.list}>
        {checks.map(check => (
          <Line key={check.id} check={check}>
            {mends[check.id]({ check, t })}
          </Line>
        ))}
      </ul>
    </section>
  )
}

function Line({ check, children }: { check: Check; children: ReactNode }) {
  const t = useMineT()
  const Mark = marks[check.level]
  return (
    <li data-check={check.id} data-level={check.level}>
      <Mark size={20} aria-hidden />
      <div>
        <h2>
          {t(`checks.${check.id}`)}
          <span className="sr-only">: {t(`checks.level.${check.level}`)}</span>
        </h2>
        <p>{t(stateKey(check), check.params)}</p>
        <div className={classes.mend}>{children}</div>
      </div>
    </li>
  )
}

/** Each state has its words; the catalogue is compared with the model in a test. */
const stateKey = (check: Check) => `checks.${check.id}.${check.state}` as Parameters<MineT>[0]

interface MendProps {
  check: Check
  t: MineT
}

const mends: Record<CheckId, (props: MendProps) => ReactNode> = {
  notices: props => <Notices {...props} />,
  tab: props => <Tab {...props} />,
  microphone: props => <Microphone {...props} />,
  clock: props => <Clock {...props} />,
  connection: ({ check, t }) => check.level === 'wrong' && <p>{t('checks.connection.mend')}</p>,
}

function Notices({ check, t }: MendProps) {
  if (check.state === 'denied') return <p>{t('checks.notices.mend')}</p>
  if (check.state === 'on')
    return (
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => new Notification('Pronto', { body: t('checks.notices.trial'), icon: '/favicon.svg' })}
      >
        {t('checks.notices.try')}
      </Button>
    )
  if (check.state === 'unsupported') return null
  const allow = async () => {
    await setDesktopNotices(true)
    refreshNotices()
    if (desktopNotices.get()) tell(t('checks.notices.on'))
  }
  return (
    <Button size="compact-sm" onClick={allow}>
      {t('checks.notices.allow')}
    </Button>
  )
}

const addresses = { chrome: 'chrome://settings/performance', edge: 'edge://settings/system' } as const

function Tab({ check, t }: MendProps) {
  const brands =
    (navigator as { userAgentData?: { brands: { brand: string }[] } }).userAgentData?.brands ?? []
  const where = sleepSettings(brands.map(b => b.brand))
  if (!where) return <p>{t('checks.tab.other')}</p>
  const copy = async (text: string) => {
    await navigator.clipboard?.writeText(text)
    tell(t('checks.copied', { text }))
  }
  return (
    <>
      <ol>
        <li>
          {t('checks.tab.mend.open')} <Copied text={addresses[where]} copy={copy} t={t} />
        </li>
        <li>
          {t(`checks.tab.mend.${where}`)} <Copied text={location.host} copy={copy} t={t} />
        </li>
      </ol>
      {check.level === 'wrong' && (
        <Button size="compact-sm" onClick={forgetSleep}>
          {t('checks.tab.mended')}
        </Button>
      )}
    </>
  )
}

/** A browser opens its own settings only when a person pastes the address. */
function Copied({ text, copy, t }: { text: string; copy: (text: string) => Promise<void>; t: MineT }) {
  return (
    <button
      type="button"
      className={classes.code}
      onClick={() => copy(text)}
      aria-label={t('common.copy', { text })}
    >
      {text} <Copy size={12} aria-hidden />
    </button>
  )
}

function Microphone({ check, t }: MendProps) {
  const [label, setLabel] = useState<string | null>(null)
  if (check.state === 'insecure') return null
  const ask = async () => setLabel(await tryMicrophone())
  return (
    <>
      {check.state === 'denied' && <p>{t('checks.microphone.mend')}</p>}
      <Button size="compact-sm" variant={check.level === 'ok' ? 'default' : 'filled'} onClick={ask}>
        {t(check.state === 'prompt' ? 'checks.microphone.allow' : 'checks.microphone.try')}
      </Button>
      {label !== null && (
        <p role="status">
          {label ? t('checks.microphone.works', { name: label }) : t('checks.microphone.granted')}
        </p>
      )}
    </>
  )
}

function Clock({ check, t }: MendProps) {
  return (
    <>
      {check.level === 'wrong' && <p>{t('checks.clock.mend')}</p>}
      <Button size="compact-sm" variant="default" onClick={() => void measureClock()}>
        {t('checks.clock.again')}
      </Button>
    </>
  )
}
