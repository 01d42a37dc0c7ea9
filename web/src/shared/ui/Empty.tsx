import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './ui.module.css'

/** Nothing here, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      <Icon size={28} strokeWidth={1.5} aria-hidden />
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  )
}
