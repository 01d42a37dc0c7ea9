import type { Message } from '@/api'
import { tail } from './model'

interface Page {
  items: readonly Message[]
  /** The sequence that the page was true at. */
  seq: number
}

/**
 * The newest page, and those before it down to the oldest message at hand: what was
 * read before may be wrong by now, as when somebody who wrote there bears another name.
 */
export async function downTo(
  held: readonly Message[],
  load: (before?: number) => Promise<Page>,
): Promise<Page> {
  const oldest = tail(held)[0]?.n ?? Number.POSITIVE_INFINITY
  let page = await load()
  const { seq } = page
  const items = [...page.items]
  while (page.items.length > 0 && lowest(page.items) > oldest) {
    page = await load(lowest(page.items))
    items.push(...page.items)
  }
  return { items, seq }
}

const lowest = (items: readonly Message[]) => Math.min(...items.map(m => m.n))
