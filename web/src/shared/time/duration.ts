/** Whole seconds from one instant to another, never negative. */
export function secondsBetween(from: string | number, to: string | number): number {
  const ms = new Date(to).getTime() - new Date(from).getTime()
  return Math.max(0, Math.floor(ms / 1000))
}

/** 75 → 01:15, 3675 → 1:01:15: a stopwatch, as wide as it must be and no wider. */
export function stopwatch(seconds: number): string {
  const h = Math.floor(seconds / 3600)
  const m = Math.floor((seconds % 3600) / 60)
  const s = seconds % 60
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`
}

/** Whole seconds left until an instant, rounded up so that 0 means over. */
export function secondsLeft(until: string, now: number): number {
  return Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000))
}

/** A wait in one glance: 40 s, 12 min, 3 h, 2 d. What has only just begun is a second old: nobody has waited “0 s”. */
export function shortWait(seconds: number): { value: number; unit: 'second' | 'minute' | 'hour' | 'day' } {
  if (seconds < 60) return { value: Math.max(1, seconds), unit: 'second' }
  if (seconds < 3600) return { value: Math.floor(seconds / 60), unit: 'minute' }
  if (seconds < 86400) return { value: Math.floor(seconds / 3600), unit: 'hour' }
  return { value: Math.floor(seconds / 86400), unit: 'day' }
}
