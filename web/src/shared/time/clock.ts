/**
 * The server's clock, as well as a page can know it. Countdowns are differences
 * to instants the server gave, so a wrong clock on the desk must not shift them.
 * The Date header has whole seconds; smaller differences are taken as none.
 */
let offset = 0

export function noteServerTime(header: string | null, localNow = Date.now()) {
  const server = header ? Date.parse(header) : Number.NaN
  if (Number.isNaN(server)) return
  const difference = server + 500 - localNow
  offset = Math.abs(difference) < 2000 ? 0 : difference
}

export const serverNow = () => Date.now() + offset
