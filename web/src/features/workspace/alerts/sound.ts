import { preference } from '@/shared/preference'
import type { News } from './news'

/** Whether new work may be heard. */
export const sound = preference('pronto.sound', true)

const notes: Record<News['kind'], number[]> = {
  assigned: [660, 880],
  waiting: [520],
  message: [740],
  whisper: [740, 620],
  offer: [660, 880, 660, 880],
}
const quietFor = 800

let context: AudioContext | undefined
let last = 0

/** Plays a few soft notes; many in one moment are heard as one. */
export function play(kind: News['kind']) {
  const now = performance.now()
  if (!sound.get() || untouched() || now - last < quietFor) return
  last = now
  try {
    context ??= new AudioContext()
    const ctx = context
    // Allowed once the page was touched: what was not heard till then is not heard all at once.
    void ctx.resume().then(() => performance.now() - now < quietFor && sing(ctx, kind))
  } catch {
    // No sound on this machine: title and lists tell the same.
  }
}

/** A page nobody has touched yet may not be heard, and the browser complains of one that tries. */
const untouched = () => navigator.userActivation?.hasBeenActive === false

function sing(ctx: AudioContext, kind: News['kind']) {
  for (const [i, hz] of notes[kind].entries()) note(ctx, hz, i * 0.14)
}

function note(ctx: AudioContext, hz: number, after: number) {
  const start = ctx.currentTime + after
  const tone = ctx.createOscillator()
  const loud = ctx.createGain()
  tone.type = 'sine'
  tone.frequency.value = hz
  loud.gain.setValueAtTime(0, start)
  loud.gain.linearRampToValueAtTime(0.12, start + 0.01)
  loud.gain.exponentialRampToValueAtTime(0.001, start + 0.22)
  tone.connect(loud).connect(ctx.destination)
  tone.start(start)
  tone.stop(start + 0.24)
}
