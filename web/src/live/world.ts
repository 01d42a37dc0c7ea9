import type { Wire, World, WorldEvent } from './socket'

/** The browser, as the socket sees it. */
export function browserWorld(): World {
  return {
    open: () => {
      const url = new URL('/api/v1/live', location.href)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      return new WebSocket(url) as unknown as Wire
    },
    now: Date.now, // goes on while the machine sleeps, which performance.now() may not
    random: Math.random,
    store: sessionStorage,
    beacon: (path, body) => navigator.sendBeacon(path, body),
    on: listen,
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: id => window.clearTimeout(id),
  }
}

function listen(event: WorldEvent, listener: (persisted: boolean) => void): () => void {
  if (event === 'visible') {
    const seen = () => document.visibilityState === 'visible' && listener(false)
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }
  const run = (e: Event) => listener('persisted' in e && e.persisted === true)
  window.addEventListener(event, run)
  return () => window.removeEventListener(event, run)
}
