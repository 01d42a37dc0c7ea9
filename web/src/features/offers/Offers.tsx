import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { useState } from 'react'
import { api, asApiError, call, type Offer } from '@/api'
import { type Live, rowsOf, sameRows, useLive, useLiveStore } from '@/live'
import { useT } from '@/shared/i18n'
import { useMe } from '@/shared/session'
import { useNow } from '@/shared/time/ticker'
import { warnOf } from '@/shared/ui/notify'
import { pendingOffers, secondsToAnswer, share } from './model'
import classes from './offers.module.css'

/** Work that rings for me: taken, declined, or gone when its time is over. */
export function Offers() {
  const t = useT()
  const me = useMe()
  const offers = useLive(s => pendingOffers(rowsOf<Offer>(s.feed, 'offer'), me.id), sameRows)
  if (offers.length === 0) return null
  return (
    <section className={classes.offers} aria-label={t('offer.label')}>
      {offers.map(o => (
        <Card key={o.id} offer={o} />
      ))}
    </section>
  )
}

function Card({ offer }: { offer: Offer }) {
  const t = useT()
  const live = useLiveStore()
  const navigate = useNavigate()
  const now = useNow()
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null)
  const answer = async (what: 'accept' | 'decline') => {
    setBusy(what)
    const open = await respond(live, offer, what)
    setBusy(null)
    if (open) void navigate({ to: '/work/$id', params: { id: open } })
  }
  return (
    <article
      className={classes.card}
      role="alertdialog"
      aria-label={t('offer.title', { name: offer.contact })}
    >
      <div className={classes.bar} style={{ transform: `scaleX(${share(offer, now)})` }} />
      <BellRing size={20} aria-hidden />
      <div className={classes.what}>
        <strong>{offer.contact}</strong>
        <span>
          {offer.queue.name} ·{' '}
          <time role="timer">{t('offer.left', { count: secondsToAnswer(offer, now) })}</time>
        </span>
        {offer.last_text && <p>{offer.last_text}</p>}
      </div>
      <div className={classes.answers}>
        <Button
          variant="default"
          disabled={busy !== null}
          loading={busy === 'decline'}
          onClick={() => answer('decline')}
        >
          {t('offer.decline')}
        </Button>
        <Button disabled={busy !== null} loading={busy === 'accept'} onClick={() => answer('accept')}>
          {t('offer.accept')}
        </Button>
      </div>
    </article>
  )
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
    const c = await call(api.POST('/api/v1/offers/{id}/accept', params))
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
