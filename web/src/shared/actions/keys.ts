/** What a key press must tell to be matched. */
export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform)

/** True when the press is the key described: 'mod' is ⌘ on a Mac, Ctrl elsewhere. */
export function matches(keys: string, press: Press, mac = isMac): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const mod = parts.includes('mod')
  const alt = parts.includes('alt')
  if (press.altKey !== alt) return false
  if ((mac ? press.metaKey : press.ctrlKey) !== mod || (mac ? press.ctrlKey : press.metaKey)) return false
  return press.key.toLowerCase() === key.toLowerCase()
}

/** True for keys that also mean text, which must not act while somebody types. */
export const isPlain = (keys: string) => keys.length === 1

/** How a key is shown: ⌘K, Ctrl K, Alt ↓. */
export function showKeys(keys: string, mac = isMac): string[] {
  const names: Record<string, string> = {
    mod: mac ? '⌘' : 'Ctrl',
    alt: mac ? '⌥' : 'Alt',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Escape: 'Esc',
    Enter: '↵',
  }
  return keys.split('+').map(k => names[k] ?? (k.length === 1 ? k.toUpperCase() : k))
}
