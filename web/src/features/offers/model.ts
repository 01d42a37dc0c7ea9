import type { Offer } from '@/api'
import { secondsLeft } from '@/shared/time/duration'

/** Offers that still ring for this agent, the one that ends first on top. */
export function pendingOffers(offers: readonly Offer[], agent: string): Offer[] {
  return offers
    .filter(o => o.state === 'pending' && o.agent === agent)
    .sort((a, b) =>
      a.expires_at < b.expires_at ? -1 : a.expires_at > b.expires_at ? 1 : a.id < b.id ? -1 : 1,
    )
}

/** How much of the ring time is left, 1 to 0. */
export function share(o: Pick<Offer, 'offered_at' | 'expires_at'>, now: number): number {
  const end = Date.parse(o.expires_at)
  const whole = end - Date.parse(o.offered_at)
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (end - now) / whole))
}

/** What is left to answer in. A clock that is a little behind does not make it more than there was. */
export function secondsToAnswer(o: Pick<Offer, 'offered_at' | 'expires_at'>, now: number): number {
  return secondsLeft(o.expires_at, Math.max(now, Date.parse(o.offered_at)))
}
