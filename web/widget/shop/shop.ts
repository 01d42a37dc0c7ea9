/**
 * The fictional shop as any shop would do it: one script tag, made here because
 * the demo gives the channel in the address, and the JavaScript API.
 */
import './shop.css'

type Call = (...args: unknown[]) => void
interface Stub extends Call {
  q?: unknown[][]
}

const page = window as unknown as { Pronto?: Stub }
const channel = new URLSearchParams(location.search).get('channel') ?? ''

const stub: Stub = (...args) => {
  stub.q = [...(stub.q ?? []), args]
}
page.Pronto = page.Pronto ?? stub

const pronto: Call = (...args) => page.Pronto?.(...args)

const script = document.createElement('script')
script.async = true
script.src = '/widget.js'
script.dataset.channel = channel
document.head.append(script)

const element = (id: string) => document.getElementById(id) as HTMLElement

pronto('on', 'unread', (count: number) => {
  element('unread').textContent = count > 0 ? String(count) : ''
})
pronto('on', 'error', ({ code }: { code: string }) => {
  const said: Record<string, string> = {
    identity_refused: 'O atendimento pede prova de identidade: você continua como visitante.',
    rate_limited: 'Muitas mensagens de uma vez. O atendimento pediu um momento.',
  }
  element('said').textContent = said[code] ?? 'O atendimento não está disponível nesta página.'
})

for (const button of document.querySelectorAll<HTMLElement>('[data-chat]')) {
  button.addEventListener('click', () => pronto(button.dataset.chat))
}

element('enter').addEventListener('click', () => {
  pronto('identify', {
    id: 'cliente-482',
    name: 'Helena Prado',
    email: 'helena@exemplo.com.br',
    attributes: { cliente_desde: '2023', ultimo_pedido: 'Abajur Brasa' },
  })
  show(true)
})

element('leave').addEventListener('click', () => {
  pronto('shutdown')
  pronto('boot', { channel })
  show(false)
})

function show(signedIn: boolean): void {
  element('who').textContent = signedIn
    ? 'Olá, Helena. O atendimento já sabe quem é você.'
    : 'Você está visitando sem entrar.'
  element('said').textContent = ''
  element('enter').hidden = signedIn
  element('leave').hidden = !signedIn
}
