import { useSyncExternalStore } from 'react'
import { api, call } from '@/api'
import { desktopNotices } from '@/features/workspace'
import { useLive } from '@/live'
import { usePreference } from '@/shared/preference'
import { type Check, checksOf, type Facts, readClock } from './model'

/** What is watched of the browser while the desk is open. */
type Seen = Pick<Facts, 'notices' | 'microphone' | 'slept' | 'clock'>

const sleptKey = 'pronto.slept'
const again = 10 * 60_000

let seen: Seen = {
  notices: noticePermission(),
  microphone: 'unknown',
  slept: Number(sessionStorage.getItem(sleptKey)) || null,
  clock: null,
}
let measured = 0
let watching = false
const listeners = new Set<() => void>()

function note(change: Partial<Seen>) {
  seen = { ...seen, ...change }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (!watching) watch()
  return () => listeners.delete(listener)
}

/** All checks, as they are at this moment. */
export function useChecks(): Check[] {
  const now = useSyncExternalStore(subscribe, () => seen)
  const phase = useLive(s => s.phase)
  const noticesWanted = usePreference(desktopNotices)
  return checksOf({ ...now, phase, noticesWanted })
}

function watch() {
  watching = true
  // Chrome says so when it has thrown the page away, and when it freezes it.
  if ((document as { wasDiscarded?: boolean }).wasDiscarded) sleptNow()
  document.addEventListener('freeze', sleptNow)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && Date.now() - measured > again) void measureClock()
  })
  watchPermission('notifications', () => note({ notices: noticePermission() }))
  if (!navigator.mediaDevices) note({ microphone: 'insecure' })
  else watchPermission('microphone', microphone => note({ microphone }))
  // The desk itself comes first.
  setTimeout(measureClock, 3_000)
}

function noticePermission(): Seen['notices'] {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission
}

function watchPermission(name: 'notifications' | 'microphone', tell: (state: PermissionState) => void) {
  navigator.permissions
    ?.query({ name })
    .then(status => {
      tell(status.state)
      status.onchange = () => tell(status.state)
    })
    .catch(() => {}) // this browser does not tell; asking still works
}

function sleptNow() {
  sessionStorage.setItem(sleptKey, String(Date.now()))
  note({ slept: Date.now() })
}

/** The person has mended it; if not, it shows again the next time. */
export function forgetSleep() {
  sessionStorage.removeItem(sleptKey)
  note({ slept: null })
}

/** Compares this machine's clock with the server's. */
export async function measureClock() {
  measured = Date.now()
  try {
    const sent = Date.now()
    const { now } = await call(api.GET('/api/v1/clock'))
    note({ clock: readClock(sent, Date.now(), Date.parse(now)) })
  } catch {
    note({ clock: 'unanswered' })
  }
}

/** Asks for the microphone and lets go of it at once; its name when there is one. */
export async function tryMicrophone(): Promise<string | null> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    const label = stream.getAudioTracks()[0]?.label ?? ''
    for (const track of stream.getTracks()) track.stop()
    note({ microphone: 'granted' })
    return label
  } catch (error) {
    const none = error instanceof DOMException && error.name === 'NotFoundError'
    note({ microphone: none ? 'missing' : 'denied' })
    return null
  }
}

export const refreshNotices = () => note({ notices: noticePermission() })
