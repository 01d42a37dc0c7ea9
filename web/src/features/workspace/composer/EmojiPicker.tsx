import '@mantine/core/styles/Input.css'
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LocaleCode } from '@/api'
import { useLocale, useT } from '@/shared/i18n'
import classes from './composer.module.css'
import { type Emoji, findEmoji, groupEmoji } from './emoji'

const recentKey = 'pronto.emoji'
const recentMost = 16

async function load(locale: LocaleCode): Promise<Emoji[]> {
  if (locale === 'sv') return (await import('emojibase-data/sv/compact.json')).default as Emoji[]
  if (locale === 'en') return (await import('emojibase-data/en/compact.json')).default as Emoji[]
  return (await import('emojibase-data/pt/compact.json')).default as Emoji[]
}

const readRecent = (): string[] => JSON.parse(localStorage.getItem(recentKey) ?? '[]')

/** The library of emoticons, T-19, searched in the person's own language. */
export function EmojiPicker({ pick }: { pick: (emoji: string) => void }) {
  const t = useT()
  const locale = useLocale()
  const { data = [] } = useQuery({
    queryKey: ['emoji', locale],
    queryFn: () => load(locale),
    staleTime: Infinity,
  })
  const [query, setQuery] = useState('')
  const [group, setGroup] = useState(0)
  const [recent] = useState(readRecent)
  const groups = useMemo(() => groupEmoji(data), [data])
  const shown = query ? findEmoji(data, query) : (groups[group]?.items ?? [])
  const choose = (unicode: string) => {
    const next = [unicode, ...readRecent().filter(r => r !== unicode)].slice(0, recentMost)
    localStorage.setItem(recentKey, JSON.stringify(next))
    pick(unicode)
  }
  return (
    <div className={classes.emoji}>
      <TextInput
        data-autofocus
        size="sm"
        value={query}
        placeholder={t('emoji.search')}
        aria-label={t('emoji.search')}
        onChange={e => setQuery(e.currentTarget.value)}
      />
      {!query && recent.length > 0 && (
        <div className={classes.emojiGrid} data-recent>
          {recent.slice(0, 8).map(r => (
            <button key={r} type="button" onClick={() => choose(r)}>
              {r}
            </button>
          ))}
        </div>
      )}
      {!query && (
        <div className={classes.emojiGroups}>
          {groups.map((g, i) => (
            <button
              key={g.id}
              type="button"
              aria-pressed={i === group}
              aria-label={t(`emoji.group.${g.name}`)}
              title={t(`emoji.group.${g.name}`)}
              onClick={() => setGroup(i)}
            >
              {g.items[0]?.unicode}
            </button>
          ))}
        </div>
      )}
      <div className={classes.emojiGrid} data-scroll>
        {shown.map(e => (
          <button
            key={e.hexcode}
            type="button"
            title={e.label}
            aria-label={e.label}
            onClick={() => choose(e.unicode)}
          >
            {e.unicode}
          </button>
        ))}
        {query && shown.length === 0 && <p>{t('emoji.none')}</p>}
      </div>
    </div>
  )
}
