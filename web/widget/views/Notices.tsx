import { useEffect, useState } from 'preact/hooks'
import { bytes } from '../../src/shared/bytes'
import { fill } from '../i18n'
import { filesPerMessage } from '../model'
import { Icon } from './icons'
import type { UI } from './ui'

/** What stands in the way just now, above the composer. */
export function Notices(ui: UI) {
  const { state, session, t, locale } = ui
  const limits = { limit: bytes(state.channel?.limits.file_bytes ?? 0, locale) }
  return (
    <div class="notices" role="status">
      <Line {...ui} />
      {state.notices.map(({ id, text, name }) => (
        <p key={id} class="notice">
          <span>
            {fill(t[text], { name, limit: text === 'files_many' ? filesPerMessage : limits.limit })}
          </span>
          <button
            type="button"
            class="round"
            aria-label={t.dismiss}
            onClick={() => session.dispatch({ type: 'dismissed', id })}
          >
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  )
}

/** The state of the line; a short break says nothing. */
function Line({ state, t }: UI) {
  const waits = state.outbox.length > 0
  if (!state.online) return <p class="notice">{t.offline}</p>
  if (state.failure) return <p class="notice">{t.unreachable}</p>
  if (state.held?.why === 'held') return <Held until={state.held.until} text={t.held} />
  if (state.held && waits) return <p class="notice">{t.busy}</p>
  if (state.link === 'lost') return <p class="notice late">{t.reconnecting}</p>
  return null
}

function Held({ until, text }: { until: number; text: string }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(ticking)
  }, [])
  // The seconds are for the eye; read out one by one they would drown the rest.
  return (
    <p class="notice" aria-live="off">
      {fill(text, { count: Math.max(1, Math.ceil((until - now) / 1000)) })}
    </p>
  )
}
