/**
 * The one script a shop puts on its pages: draws the launcher, holds the frame,
 * and offers window.Pronto. It stores nothing in the shop's page and knows
 * nothing of the conversation; both are the frame's. Its look sits in a shadow
 * root with a style sheet of its own, so that neither the shop's styles nor its
 * content policy get in the way.
 *
 *   Pronto('boot', { channel, locale?, position?: 'left' | 'right' })
 *   Pronto('identify', { token } or { id, hmac?, name?, email?, attributes? })
 *   Pronto('open')   Pronto('close')   Pronto('shutdown')
 *   Pronto('on', 'ready' | 'open' | 'close' | 'message' | 'unread' | 'error', listener)
 *
 * With data-channel on the script tag it boots by itself. Calls made before the
 * script has come wait in the queue of the stub:
 *
 *   window.Pronto = window.Pronto || function () { (Pronto.q = Pronto.q || []).push(arguments) }
 */
import { type Labels, type ToFrame, type ToPage, unwrap, wrap } from './bridge'
import look from './launcher.css?inline'
import type { Identity } from './wire'

type EventName = 'ready' | 'open' | 'close' | 'message' | 'unread' | 'error'
type Listener = (detail?: unknown) => void

interface BootOptions {
  channel: string
  locale?: string
  position?: 'left' | 'right'
}

interface Queue {
  (...args: unknown[]): void
  q?: ArrayLike<unknown>[]
}

/** A frame that has not answered by then will not: a wrong channel, or a site that is not allowed. */
const patience = 20_000

const script = document.currentScript as HTMLScriptElement | null
const home = new URL(script?.src ?? location.href).origin
const listeners = new Map<EventName, Set<Listener>>()
let widget: Widget | undefined
/** While an old visitor is being forgotten, calls wait: a new one must not meet the old one's token. */
let leaving: Promise<void> | undefined

const commands = {
  boot(options: BootOptions): void {
    if (typeof options?.channel !== 'string' || options.channel === '') {
      emit('error', failure('invalid', 'boot needs a channel'))
      return
    }
    if (widget?.options.channel === options.channel) return
    widget?.remove()
    widget = new Widget(options)
  },
  identify(identity: Identity): void {
    const who = identity?.token ?? identity?.id
    if (typeof who !== 'string' || who === '') {
      emit('error', failure('invalid', 'identify needs an id or a token'))
      return
    }
    widget?.post({ type: 'identify', identity })
  },
  open(): void {
    widget?.open(true)
  },
  close(): void {
    widget?.close()
  },
  on(event: EventName, listener: Listener): void {
    if (!listeners.has(event)) listeners.set(event, new Set())
    listeners.get(event)?.add(listener)
  },
  shutdown(): void {
    const old = widget
    widget = undefined
    leaving = old?.leave().then(() => {
      leaving = undefined
    })
  },
}

function run(name: unknown, ...args: unknown[]): void {
  if (leaving && name !== 'on') return void leaving.then(() => run(name, ...args))
  if (typeof name !== 'string' || !Object.hasOwn(commands, name)) {
    emit('error', failure('invalid', `no such call: ${String(name)}`))
    return
  }
  ;(commands[name as keyof typeof commands] as (...args: unknown[]) => void)(...args)
}

function emit(event: EventName, detail?: unknown): void {
  for (const listener of listeners.get(event) ?? []) {
    try {
      listener(detail)
    } catch (error) {
      reportError(error) // the page's own mistake must not stop the chat
    }
  }
}

function failure(code: string, detail: string) {
  return { code, detail }
}

class Widget {
  readonly options: BootOptions
  private readonly host = document.createElement('div')
  private readonly frame = document.createElement('iframe')
  private readonly button = document.createElement('button')
  private readonly badge = document.createElement('span')
  private readonly waiting: ToFrame[] = []
  private readonly gone = new AbortController()
  private loaded = false
  private isOpen = false
  private labels: Labels = { open: '', close: '' }
  private returnTo: HTMLElement | null = null
  private bye: (() => void) | undefined
  private pageOverflow = ''

  constructor(options: BootOptions) {
    this.options = options
    this.build()
    const { signal } = this.gone
    addEventListener('message', event => this.hear(event), { signal })
    visualViewport?.addEventListener('resize', () => this.fit(), { signal })
    this.frame.addEventListener('load', () => this.greet())
    setTimeout(() => this.host.dataset.ready ?? this.fail(), patience)
    whenBody(() => signal.aborted || document.body.append(this.host))
  }

  post(message: ToFrame): void {
    if (this.loaded) this.frame.contentWindow?.postMessage(wrap(message), home)
    else this.waiting.push(message)
  }

  open(focus: boolean): void {
    if (this.isOpen || !this.host.dataset.ready) {
      this.wantsOpen = !this.isOpen
      return
    }
    this.isOpen = true
    this.host.dataset.open = '1'
    this.returnTo = document.activeElement as HTMLElement | null
    this.pageOverflow = document.documentElement.style.overflow
    if (phone()) document.documentElement.style.overflow = 'hidden'
    this.fit()
    this.name()
    if (focus) this.frame.focus()
    this.post({ type: 'open', focus })
    emit('open')
  }

  close(): void {
    this.wantsOpen = false
    if (!this.isOpen) return
    this.isOpen = false
    delete this.host.dataset.open
    document.documentElement.style.overflow = this.pageOverflow
    this.name()
    if (document.activeElement === this.host) this.back()
    this.post({ type: 'close' })
    emit('close')
  }

  remove(): void {
    this.close()
    this.gone.abort()
    this.host.remove()
  }

  /** Out of sight at once; out of the page when the frame has forgotten its visitor. */
  leave(): Promise<void> {
    this.close()
    this.host.hidden = true
    return new Promise<void>(resolve => {
      this.bye = resolve
      this.post({ type: 'shutdown' })
      setTimeout(resolve, 5_000)
    }).then(() => this.remove())
  }

  private wantsOpen = false

  private build(): void {
    const root = this.host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(look)
    root.adoptedStyleSheets = [sheet]
    this.host.dataset.position = this.options.position === 'left' ? 'left' : 'right'
    this.button.type = 'button'
    this.button.append(
      drawing('M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z', 'chat'),
    )
    this.button.append(drawing('M6 9l6 6 6-6', 'down'), this.badge)
    this.badge.setAttribute('aria-hidden', 'true')
    this.button.onclick = () => (this.isOpen ? this.close() : this.open(true))
    this.frame.title = 'Chat'
    this.frame.src = `${home}/widget/frame/${encodeURIComponent(this.options.channel)}`
    root.append(this.frame, this.button)
  }

  private greet(): void {
    this.loaded = true
    const { locale } = this.options
    this.post({ type: 'boot', ...(locale && { locale }) })
    for (const message of this.waiting.splice(0)) this.post(message)
  }

  private hear(event: MessageEvent): void {
    if (event.origin !== home || event.source !== this.frame.contentWindow) return
    const message = unwrap<ToPage>(event.data)
    switch (message?.type) {
      case 'ready':
        this.ready(message)
        break
      case 'unread':
        this.unread(message.count, message.labels)
        break
      case 'open':
        this.open(true)
        break
      case 'close':
        this.close()
        break
      case 'message':
        emit('message', message.message)
        break
      case 'error':
        emit('error', message.error)
        break
      case 'bye':
        this.bye?.()
        break
    }
  }

  private ready({ title, color, ink, labels, reopen }: Extract<ToPage, { type: 'ready' }>): void {
    this.frame.title = title || 'Chat'
    this.host.style.setProperty('--accent', color)
    this.host.style.setProperty('--ink', ink)
    this.labels = labels
    this.name()
    this.host.dataset.ready = '1'
    emit('ready')
    if (this.wantsOpen) this.open(true)
    else if (reopen && !phone()) this.open(false)
  }

  private unread(count: number, labels: Labels): void {
    this.labels = labels
    this.badge.textContent = count > 0 ? (count > 9 ? '9+' : String(count)) : ''
    this.name()
    emit('unread', count)
  }

  private name(): void {
    const label = this.isOpen ? this.labels.close : this.labels.open
    this.button.setAttribute('aria-label', label)
    this.button.title = label
    this.button.setAttribute('aria-expanded', String(this.isOpen))
  }

  /** The focus goes back to where the chat was opened from. */
  private back(): void {
    const from = this.returnTo
    if (from?.isConnected && from !== document.body && from !== this.host) from.focus()
    else this.button.focus()
  }

  /** A phone's keyboard covers the page without resizing it; the panel stays above it. */
  private fit(): void {
    this.host.style.setProperty('--height', visualViewport ? `${visualViewport.height}px` : '100dvh')
  }

  private fail(): void {
    if (!this.gone.signal.aborted) emit('error', failure('unreachable', 'the chat did not answer'))
  }
}

function phone(): boolean {
  return matchMedia('(max-width: 520px), (max-height: 420px)').matches
}

function drawing(path: string, name: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', name)
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

function whenBody(work: () => void): void {
  if (document.body) work()
  else addEventListener('DOMContentLoaded', work, { once: true })
}

function start(): void {
  const page = window as unknown as { Pronto?: Queue }
  const queued = [...(page.Pronto?.q ?? [])].map(args => Array.from(args))
  page.Pronto = run
  const { channel, locale, position } = script?.dataset ?? {}
  if (channel && !queued.some(([name]) => name === 'boot')) {
    run('boot', { channel, ...(locale && { locale }), ...(position && { position }) })
  }
  for (const [name, ...args] of queued) run(name, ...args)
}

start()
