import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useRef } from 'react'

const dialogs = '[aria-modal="true"]'

/** The dialog before all else, if one is open. */
export const topDialog = () => [...document.querySelectorAll<HTMLElement>(dialogs)].at(-1) ?? null

/**
 * The focus is lent to the offers and given back to where it was: to the field
 * that was being written in, to the dialog that lies over the page.
 */
export function useLentFocus(box: RefObject<HTMLElement | null>) {
  const lender = useRef<HTMLElement | null>(null)

  const borrow = useCallback(() => {
    const from = document.activeElement
    if (box.current?.contains(from)) return
    lender.current = from instanceof HTMLElement && from !== document.body ? from : null
    box.current?.querySelector<HTMLElement>('[data-accept]')?.focus()
  }, [box])

  const giveBack = useCallback(() => {
    const to = lender.current?.isConnected ? lender.current : topDialog()
    lender.current = null
    if (to) to.focus()
    else if (box.current?.contains(document.activeElement)) (document.activeElement as HTMLElement).blur()
  }, [box])

  /** Whoever answered with the keys, or was too late with them, is left nowhere otherwise. */
  const lost = useCallback(() => {
    const at = document.activeElement
    if (at === document.body || box.current?.contains(at)) giveBack()
  }, [box, giveBack])

  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key !== 'Escape' && !(e.key === 'Tab' && topDialog() && atEdge(box.current, e.shiftKey))) return
    e.preventDefault()
    giveBack()
  }
  const onBlur = ({ relatedTarget: to }: FocusEvent) => {
    if (to !== null && !box.current?.contains(to)) lender.current = null
  }
  return { borrow, lost, onKeyDown, onBlur }
}

/** Behind the last offer, and before the first, comes the dialog again and not the page under it. */
function atEdge(box: HTMLElement | null, backwards: boolean): boolean {
  const buttons = [...(box?.querySelectorAll('button:not(:disabled)') ?? [])]
  return document.activeElement === (backwards ? buttons[0] : buttons.at(-1))
}
