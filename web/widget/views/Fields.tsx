import type { TargetedEvent } from 'preact'
import { fill } from '../i18n'
import { fieldLimits } from '../model'
import type { Field, FieldKey, Profile } from '../wire'
import type { UI } from './ui'

const kinds = {
  name: { type: 'text', complete: 'name' },
  email: { type: 'email', complete: 'email' },
  phone: { type: 'tel', complete: 'tel' },
} as const satisfies Record<FieldKey, object>

/** Asks who the customer is, once, before the first message. */
export function Fields(ui: UI) {
  const { state, session, t } = ui
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    session.introduce(Object.fromEntries(new FormData(event.currentTarget)) as Profile)
  }
  return (
    <div class="scroll">
      {state.channel?.greeting && <p class="bubble agent greeting">{state.channel.greeting}</p>}
      {!state.channel?.there && <p class="status">{state.channel?.away || t.away}</p>}
      <form class="fields" noValidate onSubmit={submit}>
        <p>{t.intro}</p>
        {state.channel?.fields.map(field => (
          <Asked key={field.key} field={field} {...ui} />
        ))}
        <button type="submit" class="primary">
          {t.begin}
        </button>
      </form>
    </div>
  )
}

function Asked({ field: { key, required }, state, t }: UI & { field: Field }) {
  const error = state.fieldErrors[key]
  const { type, complete } = kinds[key]
  return (
    <label>
      <span>
        {t[key]} {!required && <small>({t.optional})</small>}
      </span>
      <input
        name={key}
        type={type as 'tel'}
        autocomplete={complete}
        required={required}
        maxLength={fieldLimits[key]}
        defaultValue={state.profile[key] ?? ''}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error && `${key}-error`}
      />
      {error && (
        <span class="error" id={`${key}-error`} role="alert">
          {fill(t[error], { limit: fieldLimits[key] })}
        </span>
      )}
    </label>
  )
}
