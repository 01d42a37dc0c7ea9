import { useEffect } from 'react'

let page = ''
let unread = 0

/** What the browser's tab says: how much is unread, on which page, and of what. */
function write() {
  document.title = [unread > 0 ? `(${unread})` : '', page && `${page} ·`, 'Pronto'].filter(Boolean).join(' ')
}

/** Names the page as long as it is shown; the desk itself has no other name. */
export function usePageTitle(...names: string[]) {
  const name = names.join(' · ')
  useEffect(() => {
    page = name
    write()
    return () => {
      page = ''
      write()
    }
  }, [name])
}

export function titleUnread(count: number) {
  unread = count
  write()
}
