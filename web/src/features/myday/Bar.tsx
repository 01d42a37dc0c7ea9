import { ActionIcon, Button } from '@mantine/core'
import { ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useMineT } from '@/shared/i18n/mine'
import { useFormats } from '@/shared/session'
import classes from './day.module.css'
import { firstView, pan, type Stretch, ticks, type View, within, zoom } from './model'
import { useLabelWords, useLengthWords } from './words'

interface Props {
  all: readonly Stretch[]
  from: number
  to: number
  zone: string
}

/** Half of a time under the line, in px: none is cut off. */
const halfTick = 18

/** One press nearer or further. */
const step = 1.6

/** The day as a coloured line: hover to read it, wheel, pinch, drag or keys to look nearer. */
export function Bar({ all, from, to, zone }: Props) {
  const t = useMineT()
  const f = useFormats()
  const box = useRef<HTMLDivElement>(null)
  const whole: View = { from, to: Math.max(to, from + 60_000) }
  const [wanted, setView] = useState<View | null>(null)
  // Until somebody looks elsewhere it follows the day.
  const view = within(wanted ?? firstView(all, whole), whole)
  const [hover, setHover] = useState<number | null>(null) // how far along the line
  const width = useWidth(box)
  const look = useLook(box, view, whole, setView)
  const middle = (view.from + view.to) / 2
  const nearer = (factor: number) => setView(zoom(view, whole, factor, middle))

  const keys = (e: KeyboardEvent) => {
    const length = view.to - view.from
    const next: Record<string, View> = {
      ArrowLeft: pan(view, whole, -length / 8),
      ArrowRight: pan(view, whole, length / 8),
      Home: pan(view, whole, whole.from - view.from),
      End: pan(view, whole, whole.to - view.to),
      '+': zoom(view, whole, step, middle),
      '=': zoom(view, whole, step, middle),
      '-': zoom(view, whole, 1 / step, middle),
      '0': whole,
    }
    const to = next[e.key]
    if (!to || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    setView(to)
  }
  const point = (e: PointerEvent<HTMLDivElement>) =>
    setHover(e.clientX - e.currentTarget.getBoundingClientRect().left)
  const left = (at: number) => ((at - view.from) / (view.to - view.from)) * 100
  const shown = all.filter(s => s.to > view.from && s.from < view.to)
  const at = hover === null ? null : view.from + (hover / width) * (view.to - view.from)
  const under = at === null ? undefined : shown.find(s => s.from <= at && at < s.to)
  const most = Math.max(4, Math.floor(width / 72))
  return (
    <div className={classes.bar}>
      <div className={classes.zoom}>
        <span className={classes.looked}>
          {t('day.span', { from: f.time(view.from), to: f.time(view.to) })}
        </span>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t('day.zoom.out')}
          onClick={() => nearer(1 / step)}
        >
          <ZoomOut size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t('day.zoom.in')} onClick={() => nearer(step)}>
          <ZoomIn size={16} aria-hidden />
        </ActionIcon>
        <Button variant="default" size="compact-sm" h={32} onClick={() => setView(whole)}>
          {t('day.zoom.all')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that one moves in, no group of fields */}
      <div
        ref={box}
        className={classes.line}
        role="group"
        aria-label={t('day.bar', { from: f.time(view.from), to: f.time(view.to) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys must reach it
        tabIndex={0}
        data-testid="bar"
        data-from={view.from}
        data-to={view.to}
        onKeyDown={keys}
        onPointerDown={e => {
          point(e)
          look.down(e)
        }}
        onPointerMove={e => {
          point(e)
          look.move(e)
        }}
        onPointerUp={look.up}
        onPointerCancel={look.up}
        // What a finger touched is read after it was lifted.
        onPointerLeave={e => e.pointerType === 'mouse' && setHover(null)}
        onBlur={() => setHover(null)}
      >
        <div className={classes.pieces}>
          {shown.map(s => (
            <Piece key={s.from} s={s} left={left} on={s === under} />
          ))}
        </div>
        {hover !== null && under && <Tip s={under} x={hover} width={width} />}
      </div>
      <div className={classes.axis} aria-hidden>
        {ticks(view, zone, most)
          .filter(at => Math.min(left(at), 100 - left(at)) * (width / 100) > halfTick)
          .map(at => (
            <span key={at} style={{ insetInlineStart: `${left(at)}%` }}>
              {f.time(at)}
            </span>
          ))}
      </div>
    </div>
  )
}

interface PieceProps {
  s: Stretch
  left: (at: number) => number
  on: boolean
}

function Piece({ s, left, on }: PieceProps) {
  const start = Math.max(left(s.from), -1)
  const end = Math.min(left(s.to), 101)
  const over = Math.max(left(s.to - s.overrun), start)
  return (
    <>
      <i
        className={classes.piece}
        data-label={s.label}
        data-on={on}
        data-corrected={s.corrected}
        style={{ insetInlineStart: `${start}%`, width: `${end - start}%` }}
      />
      {s.overrun > 0 && over < end && (
        <i className={classes.overrun} style={{ insetInlineStart: `${over}%`, width: `${end - over}%` }} />
      )}
    </>
  )
}

/** What is under the pointer; kept within the line. */
function Tip({ s, x, width }: { s: Stretch; x: number; width: number }) {
  const t = useMineT()
  const words = useLabelWords()
  const length = useLengthWords()
  const { clock } = useFormats()
  const half = 110
  const at = Math.min(Math.max(x, half), Math.max(half, width - half))
  return (
    <div className={classes.tip} role="tooltip" style={{ insetInlineStart: at }}>
      <strong>{words(s.label, s.reason)}</strong>
      <span>{t('day.span', { from: clock(s.from), to: clock(s.to) })}</span>
      <span>{length(s.to - s.from)}</span>
      {s.overrun > 0 && (
        <span className={classes.tipOver}>{t('day.overrun', { time: length(s.overrun) })}</span>
      )}
      {s.corrected && <span>{t('day.corrected')}</span>}
    </div>
  )
}

function useWidth(box: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(800)
  useEffect(() => {
    if (!box.current) return
    const seen = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    seen.observe(box.current)
    return () => seen.disconnect()
  }, [box])
  return width
}

/** Dragging with one pointer, pinching with two, and the wheel. */
function useLook(
  box: RefObject<HTMLDivElement | null>,
  view: View,
  whole: View,
  setView: (view: View) => void,
) {
  const pointers = useRef(new Map<number, number>())
  const latest = useRef({ view, whole, setView })
  latest.current = { view, whole, setView }

  const instant = (clientX: number, v: View) => {
    const rect = box.current?.getBoundingClientRect()
    return rect ? v.from + ((clientX - rect.left) / rect.width) * (v.to - v.from) : v.from
  }

  useEffect(() => {
    const element = box.current
    if (!element) return
    // React listens to wheels passively; here the page must not scroll along.
    const wheel = (e: WheelEvent) => {
      const { view, whole, setView } = latest.current
      e.preventDefault()
      const sideways = e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)
      const width = element.clientWidth || 1
      if (sideways) {
        const by = ((e.deltaX || e.deltaY) / width) * (view.to - view.from)
        return setView(pan(view, whole, by))
      }
      const rect = element.getBoundingClientRect()
      const at = view.from + ((e.clientX - rect.left) / rect.width) * (view.to - view.from)
      setView(zoom(view, whole, Math.exp(-e.deltaY / 300), at))
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [box])

  return {
    down: (e: PointerEvent<HTMLDivElement>) => {
      pointers.current.set(e.pointerId, e.clientX)
      e.currentTarget.setPointerCapture(e.pointerId)
    },
    up: (e: PointerEvent<HTMLDivElement>) => {
      pointers.current.delete(e.pointerId)
    },
    move: (e: PointerEvent<HTMLDivElement>) => {
      const was = pointers.current.get(e.pointerId)
      if (was === undefined) return
      const { view, whole, setView } = latest.current
      const other = [...pointers.current].find(([id]) => id !== e.pointerId)?.[1]
      pointers.current.set(e.pointerId, e.clientX)
      if (other === undefined) return setView(pan(view, whole, instant(was, view) - instant(e.clientX, view)))
      const apart = Math.max(8, Math.abs(was - other))
      const factor = Math.max(8, Math.abs(e.clientX - other)) / apart
      setView(zoom(view, whole, factor, instant((e.clientX + other) / 2, view)))
    },
  }
}
