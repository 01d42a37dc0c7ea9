/** One stretch of a message: text as it is, or text that is also an address. */
export interface Piece {
  text: string
  href?: string
}

const found =
  /\bhttps?:\/\/[^\s<>"]+|\bmailto:[^\s<>"@]+@[^\s<>"]+|\bwww\.[^\s<>"]+\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi

/**
 * Finds the addresses in a message. Only http, https and mailto become links;
 * all else, such as javascript:, stays text.
 */
export function pieces(text: string): Piece[] {
  const out: Piece[] = []
  let end = 0
  for (const match of text.matchAll(found)) {
    const address = trimmed(match[0])
    const href = target(address)
    if (!href) continue
    if (match.index > end) out.push({ text: text.slice(end, match.index) })
    out.push({ text: address, href })
    end = match.index + address.length
  }
  if (end < text.length) out.push({ text: text.slice(end) })
  return out
}

function target(address: string): string | undefined {
  const whole = /^(https?:|mailto:)/i.test(address)
    ? address
    : address.includes('@') && !/^www\./i.test(address)
      ? `mailto:${address}`
      : `https://${address}`
  try {
    const url = new URL(whole)
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
}

/** A full stop or a bracket after an address belongs to the sentence. */
function trimmed(address: string): string {
  let end = address.replace(/[.,;:!?'"»”’]+$/, '')
  if (end.endsWith(')') && !end.includes('(')) end = end.slice(0, -1)
  return end
}
