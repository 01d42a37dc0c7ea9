import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const near = 48

/**
 * Keeps the eye where it is: at the end when it was at the end, on the same words
 * when older ones come in above, and where the unread begins when a thread opens.
 */
export function useThreadScroll(
  box: RefObject<HTMLDivElement | null>,
  marks: { first: number; last: string; ready: boolean },
) {
  const [atEnd, setAtEnd] = useState(true)
  const before = useRef({ height: 0, first: 0, placed: false })

  const toEnd = useCallback(() => {
    const el = box.current
    if (el) el.scrollTop = el.scrollHeight
  }, [box])

  useLayoutEffect(() => {
    const el = box.current
    if (!el || !marks.ready) return
    const was = before.current
    if (!was.placed) {
      const unread = el.querySelector('[data-unread-line]')
      if (unread) unread.scrollIntoView({ block: 'center' })
      else toEnd()
      setAtEnd(distance(el) < near)
    } else if (marks.first < was.first) {
      el.scrollTop += el.scrollHeight - was.height
    } else if (atEnd) {
      toEnd()
    }
    before.current = { height: el.scrollHeight, first: marks.first, placed: true }
  })

  // Pictures that load late and a growing composer must not push the end away.
  useEffect(() => {
    const el = box.current
    if (!el) return
    const observer = new ResizeObserver(() => atEnd && toEnd())
    observer.observe(el)
    if (el.firstElementChild) observer.observe(el.firstElementChild)
    return () => observer.disconnect()
  }, [box, atEnd, toEnd])

  const onScroll = useCallback(() => {
    const el = box.current
    if (el) setAtEnd(distance(el) < near)
  }, [box])

  const goToEnd = useCallback(() => {
    setAtEnd(true)
    toEnd()
  }, [toEnd])

  return { atEnd, onScroll, goToEnd }
}

const distance = (el: HTMLElement) => el.scrollHeight - el.scrollTop - el.clientHeight
