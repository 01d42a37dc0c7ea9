import { Button, Popover, TextInput } from '@mantine/core'
import { History, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useRoomT } from '@/features/workspace'
import { useLocale } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { instantOf, localIn } from '@/shared/time/zone'
import classes from './room.module.css'

/** Asks for the second that the room shall be seen at. */
export function TimeMachine({ onGo }: { onGo: (at: number) => void }) {
  const t = useRoomT()
  const { time_zone } = useMe()
  const [opened, setOpened] = useState(false)
  const [local, setLocal] = useState('')
  const [late, setLate] = useState(false)
  const show = () => {
    if (!opened) setLocal(localIn(serverNow() - 15 * 60_000, time_zone))
    setLate(false)
    setOpened(!opened)
  }
  const go = () => {
    const at = instantOf(local, time_zone)
    if (at === null || at >= serverNow()) return setLate(true)
    setOpened(false)
    onGo(at)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <button type="button" className={classes.headLink} title={t('room.past')} onClick={show}>
          <History size={16} aria-hidden /> <span>{t('room.past')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('room.past')}>
        <form
          noValidate
          className={classes.pastForm}
          onSubmit={e => {
            e.preventDefault()
            go()
          }}
        >
          <TextInput
            type="datetime-local"
            step={1}
            data-autofocus
            label={t('room.past.at')}
            value={local}
            error={late && t('room.past.future')}
            onChange={e => {
              setLocal(e.currentTarget.value)
              setLate(false)
            }}
          />
          <Button type="submit">{t('room.past.look')}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

const steps = [-60, -10, 10, 60] as const

interface BannerProps {
  /** The instant that was asked for. */
  at: number
  /** The one that is seen, until the other is there. */
  shown: number
  onGo: (at: number | null) => void
}

/** Says loudly that this is not now, with the way back. */
export function PastBanner({ at, shown: seen, onGo }: BannerProps) {
  const t = useRoomT()
  const locale = useLocale()
  const { time_zone } = useMe()
  const shown = new Intl.DateTimeFormat(locale, {
    timeZone: time_zone || 'UTC',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(seen)
  return (
    <div className={classes.past} role="status" aria-busy={seen !== at}>
      <History size={18} aria-hidden />
      <span className="figure">{t('room.past.banner', { at: shown })}</span>
      {steps.map(s => (
        <Button
          fw={500}
          key={s}
          size="compact-sm"
          variant="default"
          disabled={at + s * 1000 >= serverNow()}
          aria-label={t(s < 0 ? 'room.past.back' : 'room.past.on', { seconds: Math.abs(s) })}
          onClick={() => onGo(at + s * 1000)}
        >
          <span className="figure">
            {s > 0 ? '+' : '−'}
            {Math.abs(s)} s
          </span>
        </Button>
      ))}
      <Button
        fw={500}
        size="compact-sm"
        leftSection={<RotateCcw size={14} aria-hidden />}
        onClick={() => onGo(null)}
      >
        {t('room.past.now')}
      </Button>
    </div>
  )
}
