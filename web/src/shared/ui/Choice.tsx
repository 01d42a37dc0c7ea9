import type { ReactNode } from 'react'
import classes from './ui.module.css'

interface Props {
  name: string
  chosen: boolean
  choose: () => void
  disabled?: boolean
  /** Where the dialog begins. */
  first?: boolean
  children: ReactNode
}

/** One of several, the whole line of it. */
export function Choice({ name, chosen, choose, disabled = false, first = false, children }: Props) {
  return (
    <label className={classes.choice} data-chosen={chosen} data-disabled={disabled}>
      <input
        type="radio"
        name={name}
        checked={chosen}
        disabled={disabled}
        {...(first ? { 'data-autofocus': true } : {})}
        onChange={choose}
      />
      {children}
    </label>
  )
}
