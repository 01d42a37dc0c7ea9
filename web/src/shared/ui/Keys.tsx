import { showKeys } from '@/shared/actions/keys'
import classes from './ui.module.css'

/** A key, drawn as a key. Screen readers hear it from aria-keyshortcuts. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys} aria-hidden>
      {showKeys(keys).map(k => (
        <kbd key={k}>{k}</kbd>
      ))}
    </span>
  )
}
