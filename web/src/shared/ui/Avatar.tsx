import classes from './ui.module.css'

/** The first letters of a name; quiet, so that colour keeps its meaning. */
export function Avatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: size > 28 ? 12 : 11 }}
      aria-hidden
    >
      {initials(name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .split(' ')
    .filter(Boolean)
  if (words.length === 0) return '?'
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  if (/^\d/.test(first)) return first.slice(-2)
  return (first.slice(0, 1) + last.slice(0, 1)).toUpperCase()
}
