import { CircleCheck, CircleOff, CirclePause, type LucideIcon, WifiOff } from 'lucide-react'
import type { Label } from './model'

export const icons: Record<Label, LucideIcon> = {
  available: CircleCheck,
  paused: CirclePause,
  inactive: WifiOff,
  offline: CircleOff,
}
