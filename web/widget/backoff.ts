/**
 * How long to wait before trying again: doubling from half a second to half a
 * minute. Half of it is chance, so that a server that comes back is not met by
 * everybody at once.
 */
export class Backoff {
  private tries = 0
  private readonly random: () => number

  constructor(random: () => number = Math.random) {
    this.random = random
  }

  next(): number {
    const whole = Math.min(30_000, 500 * 2 ** this.tries++)
    return Math.round(whole / 2 + (this.random() * whole) / 2)
  }

  reset(): void {
    this.tries = 0
  }
}
