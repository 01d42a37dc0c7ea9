import { initials } from '../format'
import { fill } from '../i18n'
import { isOpen } from '../model'
import { Icon } from './icons'
import type { UI } from './ui'

export function Header({ state, t, close }: UI) {
  const agent = isOpen(state.conversation) ? state.conversation.agent : undefined
  const there = isOpen(state.conversation) ? state.conversation.there : state.channel?.there
  const title = state.channel?.title || t.support
  return (
    <div class="head">
      <span class="avatar" aria-hidden="true">
        {initials(agent ?? title)}
        {(agent || there) && <i />}
      </span>
      <div>
        <h1>{title}</h1>
        <p>{agent ? fill(t.with, { agent }) : there ? t.there : state.channel ? t.away_short : ''}</p>
      </div>
      <button type="button" class="round" aria-label={t.close_chat} title={t.close_chat} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  )
}
