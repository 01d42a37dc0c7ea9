export interface Part {
  text: string
  url?: string
  at: number
}

const found = /https?:\/\/[^\s<>"']+/g
const notAtEnd = /[.,;:!?)\]}]+$/

/** Splits a text into plain words and web addresses. Nothing else becomes a link. */
export function links(text: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const match of text.matchAll(found)) {
    const url = match[0].replace(notAtEnd, '')
    if (match.index > from) parts.push({ text: text.slice(from, match.index), at: from })
    parts.push({ text: url, url, at: match.index })
    from = match.index + url.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), at: from })
  return parts
}
