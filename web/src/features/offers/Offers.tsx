import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { api, asApiError, call, type Offer } from '@/api'
import { deeds } from '@/features/workspace'
import { type Live, rowsOf, sameRows, useLive, useLiveStore } from '@/live'
import { useActions } from '@/shared/actions'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { serverNow } from '@/shared/time/clock'
import { useNow } from '@/shared/time/ticker'
import { Keys } from '@/shared/ui'
import { warnOf } from '@/shared/ui/notify'
import { topDialog, useLentFocus } from './lentFocus'
import { pendingOffers, secondsToAnswer, share } from './model'
import classes from './offers.module.css'

const goKey = 'F8'

/**
 * Work that rings for me: taken, declined, or gone when its time is over. It lies
 * over whatever dialog is open and takes the focus from nobody: a key leads there.
 */
export function Offers() {
  const t = useT()
  const me = useMe()
  const offers = useLive(s => pendingOffers(rowsOf<Offer>(s.feed, 'offer'), me.id), sameRows)
  const box = useRef<HTMLElement>(null)
  const focus = useLentFocus(box)
  const go = { id: 'offer.go', label: 'offer.go', icon: BellRing, keys: goKey, run: focus.borrow } as const
  useActions(offers.length > 0 ? [go] : [])
  if (offers.length === 0) return null
  return (
    <section
      ref={box}
      className={classes.offers}
      aria-label={t('offer.label')}
      onKeyDown={focus.onKeyDown}
      onBlur={focus.onBlur}
    >
      {offers.map(o => (
        <Card key={o.id} offer={o} onOver={focus.lost} />
      ))}
    </section>
  )
}

function Card({ offer, onOver }: { offer: Offer; onOver: () => void }) {
  const t = useT()
  const live = useLiveStore()
  const navigate = useNavigate()
  const now = useNow()
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null)
  const answer = async (what: 'accept' | 'decline') => {
    setBusy(what)
    const open = await respond(live, offer, what)
    setBusy(null)
    onOver()
    if (open) void navigate({ to: '/work/$id', params: { id: open } })
  }
  useLayoutEffect(() => onOver, [onOver])
  return (
    <article
      className={classes.card}
      role="alertdialog"
      aria-label={t('offer.title', { name: offer.contact })}
    >
      <Told offer={offer} />
      <div className={classes.bar} style={{ transform: `scaleX(${share(offer, now)})` }} />
      <BellRing size={20} aria-hidden />
      <div className={classes.what}>
        <strong>{offer.contact}</strong>
        <Keys keys={goKey} />
        <span>
          {offer.queue.name} ·{' '}
          <time role="timer">{t('offer.left', { count: secondsToAnswer(offer, now) })}</time>
        </span>
        {offer.last_text && <p>{offer.last_text}</p>}
      </div>
      <div className={classes.answers}>
        <Button
          variant="default"
          {...staysOpen}
          disabled={busy !== null}
          loading={busy === 'decline'}
          onClick={() => answer('decline')}
        >
          {t('offer.decline')}
        </Button>
        <Button
          data-accept
          {...staysOpen}
          aria-keyshortcuts={goKey}
          disabled={busy !== null}
          loading={busy === 'accept'}
          onClick={() => answer('accept')}
        >
          {t('offer.accept')}
        </Button>
      </div>
    </article>
  )
}

/** Escape leaves the offer, and the dialog under it stays. */
const staysOpen = { 'data-mantine-stop-propagation': 'true' }

/**
 * Says once that it rings. While a dialog is open it is said inside of it: of what
 * lies outside a screen reader may hear nothing.
 */
function Told({ offer }: { offer: Offer }) {
  const t = useT()
  const [dialog] = useState(topDialog)
  const [words] = useState(() =>
    t('offer.told', {
      name: offer.contact,
      queue: offer.queue.name,
      count: secondsToAnswer(offer, serverNow()),
      key: goKey,
    }),
  )
  const told = (
    <span role="alert" className="sr-only">
      {words}
    </span>
  )
  return dialog ? createPortal(told, dialog) : told
}

/** Answers an offer; the id of the conversation to open when it became mine. */
async function respond(live: Live, offer: Offer, what: 'accept' | 'decline'): Promise<string | null> {
  const params = { params: { path: { id: offer.id } } }
  try {
    if (what === 'decline') {
      await call(api.POST('/api/v1/offers/{id}/decline', params))
      live.merge('offer', [{ ...offer, state: 'declined' } as Offer], offer.rev)
      return null
    }
    const c = await deeds.doing(offer.conversation, () =>
      call(api.POST('/api/v1/offers/{id}/accept', params)),
    )
    live.merge('conversation', [c], c.rev)
    live.merge('offer', [{ ...offer, state: 'accepted' } as Offer], offer.rev)
    return c.id
  } catch (error) {
    const { code } = asApiError(error)
    if (code === 'offer_over' || code === 'not_found') {
      live.merge('offer', [{ ...offer, state: 'expired' } as Offer], offer.rev)
    }
    warnOf(error)
    return null
  }
}
