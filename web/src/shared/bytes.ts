/** 26214400 → "25 MB": a size in the reader's digits, counted as the limits are. Desk and widget write it alike. */
export function bytes(size: number, locale: string): string {
  const [amount, unit] = size >= 1 << 20 ? [size / (1 << 20), 'MB'] : [Math.max(1, size / 1024), 'kB']
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)} ${unit}`
}
