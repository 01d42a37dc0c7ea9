/**
 * The frame's entry: reads which channel from its own address, speaks with the
 * page around it, and draws the chat. Nothing here decides; session.ts does.
 */
import { render } from 'preact'
import { httpApi } from './api'
import { type ToFrame, type ToPage, unwrap, wrap } from './bridge'
import { palette } from './colour'
import './frame.css'
import { catalogue, chooseLocale, fill } from './i18n'
import { unread } from './model'
import { Session } from './session'
import { ownStorage, Store } from './store'
import { Chat } from './views/Chat'
import type { Channel } from './wire'

const channel = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')
const preview = new URLSearchParams(location.search).has('preview')
const root = document.getElementById('chat') as HTMLElement
const perTab = ownStorage('sessionStorage')
const openKey = `pronto/${channel}/open`

/** The origin of the page around us, known once it has spoken. */
let page: string | undefined
let asked: string | undefined
let focus = true
let ready = false
let drawing = false

const session = new Session(
  httpApi(channel),
  new Store(channel, preview ? undefined : ownStorage('localStorage')),
  `${location.protocol.replace('http', 'ws')}//${location.host}/widget/v1/live`,
  {
    changed: changed,
    message: ({ id, from }) => tell({ type: 'message', message: { id, from } }),
    unread: count => tell({ type: 'unread', count, labels: labels() }),
    error: (code, detail) => tell({ type: 'error', error: { code, detail } }),
  },
)

addEventListener('message', event => {
  if (event.source !== parent || event.origin === 'null') return
  const message = unwrap<ToFrame>(event.data)
  if (!message) return
  if (preview) return event.origin === location.origin ? void showPreview(message) : undefined
  if (message.type === 'boot' && page === undefined) return boot(event.origin, message.locale)
  if (event.origin === page) obey(message)
})
if (preview) {
  page = location.origin
  tell({ type: 'preview' })
}

function boot(origin: string, locale: string | undefined): void {
  page = origin
  asked = locale
  addEventListener('online', () => session.online(true))
  addEventListener('offline', () => session.online(false))
  addEventListener('storage', event => session.stored(event))
  document.addEventListener('visibilitychange', () => session.visible(!document.hidden))
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.defaultPrevented) tell({ type: 'close' })
  })
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (focus = true), true)
  session.visible(!document.hidden)
  if (!navigator.onLine) session.online(false)
  void session.start()
}

function obey(message: ToFrame): void {
  switch (message.type) {
    case 'identify':
      return void session.identify(message.identity)
    case 'open':
      focus = message.focus
      perTab?.setItem(openKey, '1')
      session.open(true)
      break
    case 'close':
      perTab?.removeItem(openKey)
      session.open(false)
      break
    case 'shutdown':
      perTab?.removeItem(openKey)
      session.stop()
      tell({ type: 'bye' })
      break
  }
}

async function showPreview(message: ToFrame): Promise<void> {
  if (message.type !== 'preview') return
  const { previewed } = await import('./preview')
  session.dispatch(previewed(message.channel, Date.now()))
}

/** Several changes at once are drawn once. */
function changed(): void {
  if (drawing) return
  drawing = true
  queueMicrotask(draw)
}

function draw(): void {
  drawing = false
  const { state } = session
  const locale = speaks()
  document.documentElement.lang = locale
  document.title = state.channel?.title || 'Chat'
  paint(state.channel?.color ?? '')
  const close = () => tell({ type: 'close' })
  render(
    <Chat
      state={state}
      session={session}
      t={catalogue[locale]}
      locale={locale}
      close={close}
      focus={focus && !preview}
    />,
    root,
  )
  if (state.channel && !ready) announce(state.channel)
}

function announce({ title, color }: Channel): void {
  ready = true
  const { accent, ink } = palette(color)
  tell({
    type: 'ready',
    title,
    color: accent,
    ink,
    labels: labels(),
    reopen: perTab?.getItem(openKey) === '1',
  })
}

function speaks() {
  return chooseLocale(asked, session.state.channel?.locale, navigator.language)
}

function labels() {
  const t = catalogue[speaks()]
  const count = unread(session.state)
  const several = count > 1 ? fill(t.open_unread, { count }) : t.open_unread_one
  return { open: count > 0 ? several : t.open_chat, close: t.close_chat }
}

function paint(color: string): void {
  const { accent, ink, onLight, onDark } = palette(color)
  const style = document.documentElement.style
  style.setProperty('--accent', accent)
  style.setProperty('--ink', ink)
  style.setProperty('--accent-on-light', onLight)
  style.setProperty('--accent-on-dark', onDark)
}

function tell(message: ToPage): void {
  if (page !== undefined) parent.postMessage(wrap(message), page)
}
