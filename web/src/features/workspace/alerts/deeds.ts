interface Line {
  postMessage: (told: Told) => void
  onmessage: ((e: MessageEvent) => void) | null
}

interface Told {
  conversation: string
  doing: boolean
}

const longest = 30_000

/**
 * What this person is taking for themselves at the moment, in whichever of their
 * windows: when it comes, it is no news to them. Told before the server is asked,
 * so that it is known when the row arrives.
 */
export class Deeds {
  private readonly begun = new Map<string, number>()

  constructor(
    private readonly windows: Line,
    private readonly now: () => number,
  ) {
    windows.onmessage = e => this.note(e.data as Told)
  }

  /** Does it; refused, it was none, and what comes later is news again. */
  async doing<T>(conversation: string, deed: () => Promise<T>): Promise<T> {
    this.tell({ conversation, doing: true })
    try {
      return await deed()
    } catch (error) {
      this.tell({ conversation, doing: false })
      throw error
    }
  }

  /** Whether that this came is my own doing; asked once. */
  mine(conversation: string): boolean {
    const at = this.begun.get(conversation)
    this.begun.delete(conversation)
    return at !== undefined && this.now() - at < longest
  }

  private tell(told: Told) {
    this.note(told)
    this.windows.postMessage(told)
  }

  private note({ conversation, doing }: Told) {
    if (doing) this.begun.set(conversation, this.now())
    else this.begun.delete(conversation)
  }
}

export const deeds = new Deeds(new BroadcastChannel('pronto.deeds'), Date.now)
