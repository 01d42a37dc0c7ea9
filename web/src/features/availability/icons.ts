import { CircleCheck, CirclePause, EyeOff, type LucideIcon } from 'lucide-react'
import type { StatusName } from '@/api'

export const icons: Record<StatusName, LucideIcon> = {
  online: CircleCheck,
  paused: CirclePause,
  invisible: EyeOff,
}
