/**
 * Makes any colour an administrator picks readable: the ink on it, and the
 * same hue darkened or lightened until it can be read on the panel.
 */
type RGB = [number, number, number]

const white: RGB = [255, 255, 255]
const black: RGB = [0, 0, 0]

export interface Palette {
  accent: string
  /** Text on the accent. */
  ink: string
  /** The accent as text or line on the light and on the dark surface. */
  onLight: string
  onDark: string
}

const fallback = '#1f6f5c'
export const surfaces = { light: '#ffffff', dark: '#1b1e24' }

export function palette(color: string): Palette {
  const accent = /^#[0-9a-f]{6}$/i.test(color) ? color : fallback
  return {
    accent,
    ink: hex(contrast(parse(accent), white) >= 4.5 ? white : better(parse(accent))),
    onLight: readable(accent, surfaces.light, black),
    onDark: readable(accent, surfaces.dark, white),
  }
}

/** WCAG 2 contrast ratio of two colours, 1 to 21. */
export function ratio(a: string, b: string): number {
  return contrast(parse(a), parse(b))
}

/** White and black: one of them always passes AA on any colour. */
function better(accent: RGB): RGB {
  return contrast(accent, white) > contrast(accent, black) ? white : black
}

function readable(accent: string, surface: string, towards: RGB): string {
  const from = parse(accent)
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = from.map((c, i) => Math.round(c + ((towards[i] ?? 0) - c) * part)) as RGB
    if (contrast(mixed, parse(surface)) >= 4.6) return hex(mixed)
  }
  return hex(towards)
}

function contrast(a: RGB, b: RGB): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (hi + 0.05) / (lo + 0.05)
}

function luminance(color: RGB): number {
  const [r, g, b] = color.map(c => {
    const s = c / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }) as RGB
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function parse(color: string): RGB {
  const n = parseInt(color.slice(1), 16)
  return [n >> 16, (n >> 8) & 255, n & 255]
}

function hex(color: RGB): string {
  return `#${color.map(c => c.toString(16).padStart(2, '0')).join('')}`
}
