import { lazy } from 'react'

// What the live room shows too; it comes when it is first wanted.
export const MoveDialog = lazy(() => import('./MoveDialog').then(m => ({ default: m.MoveDialog })))
export const TakeOverDialog = lazy(() =>
  import('./TakeOverDialog').then(m => ({ default: m.TakeOverDialog })),
)
export const WaitingWords = lazy(() => import('../panel/WhyWaiting').then(m => ({ default: m.WaitingWords })))
