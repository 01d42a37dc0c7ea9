import { Button } from '@mantine/core'
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import { memo } from 'react'
import { useT, wordsFor } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { useOutbox } from '../composer/useOutbox'
import { Attached } from './Attached'
import { links } from './links'
import type { Item, Said, Tick } from './model'
import classes from './thread.module.css'

type Group = Item & { type: 'group' }

/** What one side said in one go. */
export const Bubble = memo(function Bubble({ group, who }: { group: Group; who: string }) {
  const t = useT()
  const me = useMe()
  const other = group.author && group.author.id !== me.id ? group.author.name : null
  return (
    <div className={classes.group} data-from={group.from}>
      <span className="sr-only">
        {t('thread.said', { name: group.from === 'agent' ? (other ?? t('thread.me')) : who })}
      </span>
      {other && (
        <span className={classes.author} aria-hidden>
          {other}
        </span>
      )}
      {group.said.map(said => (
        <One key={said.key} said={said} />
      ))}
    </div>
  )
})

function One({ said }: { said: Said }) {
  const f = useFormats()
  const { message: m } = said
  return (
    <div className={classes.bubble} data-message={m.id} data-state={said.tick ?? undefined}>
      {m.files && m.files.length > 0 && <Attached files={m.files} />}
      {m.text && (
        <p className={classes.text} dir="auto">
          {links(m.text).map(part =>
            part.url ? (
              <a key={part.at} href={part.url} target="_blank" rel="noreferrer noopener nofollow">
                {part.text}
              </a>
            ) : (
              part.text
            ),
          )}
        </p>
      )}
      <span className={classes.foot}>
        <time dateTime={m.at} title={f.dateTime(m.at)}>
          {f.time(m.at)}
        </time>
        {said.tick && <TickMark tick={said.tick} />}
      </span>
      {said.outgoing?.failed && <Failed id={said.outgoing.id} code={said.outgoing.failed} />}
    </div>
  )
}

const tickIcons = {
  sending: Clock3,
  failed: CircleAlert,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
}

function TickMark({ tick }: { tick: Tick }) {
  const t = useT()
  const Icon = tickIcons[tick]
  return (
    <span className={classes.tick} data-tick={tick} title={t(`tick.${tick}`)}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">{t(`tick.${tick}`)}</span>
    </span>
  )
}

function Failed({ id, code }: { id: string; code: string }) {
  const t = useT()
  const outbox = useOutbox()
  return (
    <div className={classes.failed} role="alert">
      <span>{wordsFor('problem', code) ?? code}</span>
      <Button size="compact-xs" variant="default" onClick={() => outbox.retry(id)}>
        {t('common.retry')}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => outbox.discard(id)}>
        {t('composer.discard')}
      </Button>
    </div>
  )
}
