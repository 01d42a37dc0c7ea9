import { Menu } from '@mantine/core'
import { EllipsisVertical } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import classes from './room.module.css'

interface Props {
  label: string
  /** Its items, made when they are first wanted. */
  items: () => ReactNode
}

/** The menu of a row. Until it is asked for it is a button and no more, so that rows are quick to draw. */
export function RowMenu({ label, items }: Props) {
  const [wanted, setWanted] = useState(false)
  const dots = <EllipsisVertical size={18} aria-hidden />
  if (!wanted) {
    return (
      <button
        type="button"
        className={classes.dots}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => setWanted(true)}
      >
        {dots}
      </button>
    )
  }
  return (
    <Menu defaultOpened position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={classes.dots} aria-label={label}>
          {dots}
        </button>
      </Menu.Target>
      <Menu.Dropdown>{items()}</Menu.Dropdown>
    </Menu>
  )
}
