import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { BadgeCheck, Check, Copy, ShieldQuestion, X } from 'lucide-react'
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import type { Contact, Conversation } from '@/api'
import { useT } from '@/shared/i18n'
import { useFormats, useMe } from '@/shared/session'
import { Avatar, Keys } from '@/shared/ui'
import { Earlier } from './Earlier'
import classes from './panel.module.css'
import { panelShown } from './shown'
import { Timeline } from './Timeline'
import { WhyMe } from './WhyMe'
import { WhyWaiting } from './WhyWaiting'

interface Props {
  conversation: Conversation
  opener: RefObject<HTMLElement | null>
}

/** The right quadrant: who this is and what was before. */
export function ContactPanel({ conversation: c, opener }: Props) {
  const t = useT()
  const me = useMe()
  const panel = useFocusBack(opener)
  const other = c.agent && c.agent.id !== me.id ? c.agent : null
  const whyTitle = other ? t('trace.title.other', { name: other.name }) : t('trace.title')
  return (
    <aside ref={panel} className={classes.panel} aria-label={t('panel.title')}>
      <header>
        <h2>{t('panel.title')}</h2>
        <Tooltip
          label={
            <>
              {t('panel.hide')} <Keys keys="x" />
            </>
          }
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('panel.hide')}
            onClick={() => panelShown.set(false)}
          >
            <X size={18} />
          </ActionIcon>
        </Tooltip>
      </header>
      <div className={classes.scroll}>
        <Who conversation={c} />
        <Facts conversation={c} />
        {c.state === 'queued' && (
          <Section title={t('waiting.one')} open>
            <WhyWaiting id={c.id} />
          </Section>
        )}
        <Section title={t('panel.earlier')} open>
          <Earlier contact={c.contact.id} current={c.id} />
        </Section>
        <Section title={t('panel.timeline')} open>
          <Timeline id={c.id} rev={c.rev} />
        </Section>
        {(c.state === 'assigned' || c.state === 'closed') && (
          <Section title={whyTitle}>
            <WhyMe id={c.id} leg={c.assigned_at ?? ''} />
          </Section>
        )}
      </div>
    </aside>
  )
}

/** When it closes with the focus in it, by whatever key or button, the focus goes back to what opened it. */
function useFocusBack(opener: RefObject<HTMLElement | null>) {
  const panel = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const inside = panel.current // it is still in the page when this is undone
    return () => {
      if (inside?.contains(document.activeElement)) opener.current?.focus()
    }
  }, [opener])
  return panel
}

function Who({ conversation: { contact } }: { conversation: Conversation }) {
  const t = useT()
  return (
    <div className={classes.who}>
      <Avatar name={contact.display} size={40} />
      <div>
        <strong>{contact.display}</strong> {contact.name && <Given contact={contact} detail="name" />}
        {contact.external_id ? (
          <p data-proven>
            <BadgeCheck size={14} aria-hidden />
            {t('panel.proven')} · <span className="figure">{contact.external_id}</span>
          </p>
        ) : (
          <p>
            <ShieldQuestion size={14} aria-hidden />
            {t('panel.unverified')}
          </p>
        )}
      </div>
    </div>
  )
}

function Facts({ conversation: c }: { conversation: Conversation }) {
  const t = useT()
  const f = useFormats()
  const { contact } = c
  const given = (detail: string) => <Given contact={contact} detail={detail} />
  const facts: [string, ReactNode][] = []
  if (contact.email)
    facts.push([t('field.email'), <Copyable key="e" text={contact.email} more={given('email')} />])
  if (contact.phone)
    facts.push([t('field.phone'), <Copyable key="p" text={contact.phone} more={given('phone')} />])
  facts.push([t('panel.protocol'), <Copyable key="n" text={c.protocol} />])
  facts.push([t('panel.queue'), c.queue.name], [t('panel.channel'), c.channel.name])
  if (c.agent) facts.push([t('panel.agent'), c.agent.name])
  facts.push([t('panel.opened'), f.dateTime(c.opened_at)])
  if (c.closed_at) facts.push([t('panel.closed'), f.dateTime(c.closed_at)])
  for (const [key, value] of Object.entries(contact.attributes ?? {}))
    facts.push([
      key,
      <>
        {value} {given(`attributes.${key}`)}
      </>,
    ])
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/**
 * Marks what the site does not vouch for, beside what it does: a page, or whoever typed it,
 * just says so. Of somebody whom no site identified nothing is proven, which is said once.
 */
function Given({ contact, detail }: { contact: Contact; detail: string }) {
  const t = useT()
  if (!contact.external_id || contact.proven?.includes(detail)) return null
  return <small className={classes.given}>{t('panel.given')}</small>
}

function Copyable({ text, more }: { text: string; more?: ReactNode }) {
  const t = useT()
  // An address may break before its @ rather than in the middle of a word.
  const at = text.indexOf('@')
  const before = at < 0 ? text : text.slice(0, at)
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <span className={classes.copyable}>
          <span>
            <span className="figure">
              {before}
              <wbr />
              {text.slice(before.length)}
            </span>{' '}
            {more}
          </span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            onClick={copy}
            aria-label={t('common.copy', { text })}
          >
            {copied ? <Check size={14} /> : <Copy size={14} />}
          </ActionIcon>
        </span>
      )}
    </CopyButton>
  )
}

function Section({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className={classes.section} open={open === true}>
      <summary>{title}</summary>
      {children}
    </details>
  )
}
