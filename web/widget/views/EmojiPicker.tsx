import { useEffect, useRef } from 'preact/hooks'
import { emoji } from '../emoji'

const columns = 8

/** One stop of the Tab key; arrows move inside, Esc leads back to the message. */
export function EmojiPicker({
  label,
  pick,
  close,
}: {
  label: string
  pick: (sign: string) => void
  close: () => void
}) {
  const grid = useRef<HTMLFieldSetElement>(null)
  const focus = (i: number) => grid.current?.querySelectorAll('button')[i]?.focus()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => focus(0), [])
  const move = (event: KeyboardEvent, i: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (event.key === 'Escape') close()
    else if (step !== undefined) focus(Math.min(emoji.length - 1, Math.max(0, i + step)))
    else return
    event.preventDefault()
  }
  return (
    <fieldset class="emoji" aria-label={label} ref={grid}>
      {emoji.map((sign, i) => (
        <button
          type="button"
          key={sign}
          tabIndex={i === 0 ? 0 : -1}
          onClick={() => pick(sign)}
          onKeyDown={event => move(event, i)}
        >
          {sign}
        </button>
      ))}
    </fieldset>
  )
}
