/** A part of the page that was to be loaded and did not arrive. */
class MissingPart extends Error {}

/** What browsers, and the builder's own loader, say of one. */
const said = /dynamically imported module|importing a module script failed|unable to preload css/i

export const isMissingPart = (error: unknown): boolean =>
  error instanceof MissingPart || (error instanceof Error && said.test(error.message))

/**
 * Loads a part under an error of our own: at the browser's, the router reloads the page at
 * once, and while the server is away nothing is left of it then.
 */
export const part =
  <P>(load: () => Promise<P>) =>
  (): Promise<P> =>
    load().catch(error => {
      throw isMissingPart(error)
        ? new MissingPart('a part of the page did not arrive', { cause: error })
        : error
    })

/** What goes on outside: the server that is asked, the page that is loaded anew, and when. */
export interface Outside {
  answers: () => Promise<boolean>
  reload: () => void
  now: () => number
  store: Pick<Storage, 'getItem' | 'setItem'>
}

const shortest = 1_000
const longest = 30_000
const mark = 'pronto.reloaded'

/**
 * Loads the page anew once the server answers: a browser may keep the failure of a part, and
 * after an upgrade the part has another name. It asks ever more seldom, and at once when the
 * browser is online again. A part that fails although the server answers is not begged for: pages
 * that were loaded anew a moment ago wait longest.
 */
export function reloadWhenAnswered(outside: Outside = browser): () => void {
  const last = Number(outside.store.getItem(mark) ?? 0)
  let wait = outside.now() - last < 2 * longest ? longest : shortest
  let timer = setTimeout(ask, wait)
  let over = false
  async function ask() {
    clearTimeout(timer)
    const there = await outside.answers()
    if (over) return
    if (there) {
      outside.store.setItem(mark, String(outside.now()))
      outside.reload()
      return
    }
    wait = Math.min(2 * wait, longest)
    clearTimeout(timer)
    timer = setTimeout(ask, wait)
  }
  globalThis.addEventListener?.('online', ask)
  return () => {
    over = true
    clearTimeout(timer)
    globalThis.removeEventListener?.('online', ask)
  }
}

const browser: Outside = {
  answers: () =>
    fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      answer => answer.ok,
      () => false,
    ),
  reload: () => location.reload(),
  now: () => Date.now(),
  store: globalThis.sessionStorage,
}
