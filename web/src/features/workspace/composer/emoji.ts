/** One emoji, as emojibase's compact data has it. */
export interface Emoji {
  hexcode: string
  unicode: string
  label: string
  tags?: string[]
  group?: number
  order?: number
}

/** The groups of Unicode that people pick from; 2 holds only skin tones and hair. */
const names = {
  0: 'smileys',
  1: 'people',
  3: 'nature',
  4: 'food',
  5: 'travel',
  6: 'activities',
  7: 'objects',
  8: 'symbols',
  9: 'flags',
} as const

export type GroupName = (typeof names)[keyof typeof names]

export function groupEmoji(all: readonly Emoji[]): { id: number; name: GroupName; items: Emoji[] }[] {
  return Object.entries(names)
    .map(([id, name]) => ({
      id: Number(id),
      name,
      items: all.filter(e => e.group === Number(id)).sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
    }))
    .filter(g => g.items.length > 0)
}

const most = 96
const plain = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** By label first, then by the other words people use for it; accents do not matter. */
export function findEmoji(all: readonly Emoji[], query: string): Emoji[] {
  const q = plain(query.trim())
  if (q === '') return []
  const byLabel = all.filter(e => plain(e.label).includes(q))
  const byTag = all.filter(e => !byLabel.includes(e) && e.tags?.some(tag => plain(tag).includes(q)))
  return [...byLabel, ...byTag].filter(e => e.group !== undefined && e.group !== 2).slice(0, most)
}
