/** Instants and the clock on the company's wall, whatever zone the browser is in. */

interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

function wallOf(at: number, zone: string): Wall {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(p => p.type === type)?.value)
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  }
}

const asUTC = (w: Wall) => Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second)

const two = (n: number) => String(n).padStart(2, '0')

/** HH:MM on the wall. */
export function clockIn(at: number, zone: string): string {
  const w = wallOf(at, zone)
  return `${two(w.hour)}:${two(w.minute)}`
}

/** YYYY-MM-DDTHH:MM:SS on the wall, as a field for date and time wants it. */
export function localIn(at: number, zone: string): string {
  const w = wallOf(at, zone)
  return `${w.year}-${two(w.month)}-${two(w.day)}T${two(w.hour)}:${two(w.minute)}:${two(w.second)}`
}

/** The instant at which the wall shows this; null for what is no date and time. */
export function instantOf(local: string, zone: string): number | null {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) return null
  // Twice, because the zone's difference may be another at the first guess.
  let at = wanted
  for (let i = 0; i < 2; i++) at += wanted - asUTC(wallOf(at, zone))
  return at
}

/** The next time that the wall shows HH:MM, at most a day ahead; null for what is no hour. */
export function nextAt(hour: string, now: number, zone: string): string | null {
  if (!/^\d\d:\d\d$/.test(hour)) return null
  // By half days, because the night that the clocks change in has another length.
  for (const ahead of [0, 43_200_000, 86_400_000]) {
    const at = instantOf(`${localIn(now + ahead, zone).slice(0, 10)}T${hour}:00`, zone)
    if (at !== null && at > now) return new Date(at).toISOString()
  }
  return null
}
