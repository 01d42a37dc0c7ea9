import type { Page } from '@playwright/test'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

interface Noticed {
  /** The tones that were played, in hertz. */
  heard: number[]
  shown: { title: string; body: string }[]
}

declare global {
  interface Window {
    noticed: Noticed
    notices: Notification[]
    /** How far the page's clock was put forward, in ms. */
    forward: number
  }
}

/** The browser's own sound and notices, with an ear and an eye on them. */
function listen() {
  window.noticed = { heard: [], shown: [] }
  window.notices = []
  window.forward = 0
  const now = performance.now.bind(performance)
  performance.now = () => now() + window.forward
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (when) {
    if (this.context.state === 'running') window.noticed.heard.push(this.frequency.value)
    start.call(this, when)
  }
  window.Notification = class extends Notification {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options)
      window.noticed.shown.push({ title, body: this.body })
      window.notices.push(this)
    }
  }
}

/** What was noticed since the last time one asked. */
async function noticed(page: Page): Promise<Noticed> {
  return page.evaluate(() => {
    const all = window.noticed
    window.noticed = { heard: [], shown: [] }
    return all
  })
}

/** A second later, so that the tone of before no longer covers the next. */
async function later(desk: Desk) {
  await desk.page.evaluate(() => {
    window.forward += 1000
  })
}

async function hears(desk: Desk, tones: number[]) {
  await expect.poll(() => desk.page.evaluate(() => window.noticed.heard)).toEqual(tones)
}

/** The desk of that person with the ear and the eye in it. */
async function listening(desk: Desk): Promise<Desk> {
  await desk.page.addInitScript(listen)
  await desk.page.reload()
  await desk.ready()
  return desk
}

/** Another tab comes before the desk's. */
async function lookAway(desk: Desk) {
  const focus = await desk.page.context().newCDPSession(desk.page)
  await focus.send('Emulation.setFocusEmulationEnabled', { enabled: false })
  const other = await desk.page.context().newPage()
  await other.bringToFront()
  await expect.poll(() => desk.page.evaluate(() => document.hasFocus())).toBe(false)
}

test('new work is heard, and seen beside the browser once one has asked for it', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  await listening(desk)
  await desk.become('Online')
  const account = desk.page.getByRole('button', { name: 'Conta de Ana Ribeiro' })
  const item = (name: string) => desk.page.getByRole('menuitem', { name })

  await test.step('at the desk it is heard, and no notice covers it', async () => {
    await arrives(channel, 'Maria Souza', 'Oi!')
    await hears(desk, [520])
    expect((await noticed(desk.page)).shown).toEqual([])
  })
  await test.step('with the sound off it is not', async () => {
    await account.click()
    await item('Som ligado').click()
    await arrives(channel, 'Rita Lobo', 'Bom dia')
    await expect(desk.tab('Na fila')).toHaveAccessibleName(/^Na fila 2/)
    expect(await noticed(desk.page)).toEqual({ heard: [], shown: [] })
    await item('Som desligado').click()
    await desk.page.keyboard.press('Escape')
  })
  await test.step('a browser that does not allow notices is told about', async () => {
    await account.click()
    await item('Avisos do navegador desligados').click()
    await expect(desk.alert('O navegador não permite avisos deste site.')).toBeVisible()
    await expect(item('Avisos do navegador desligados')).toBeVisible()
  })
  await test.step('one that does shows who waits, and leads there', async () => {
    await desk.page.context().grantPermissions(['notifications'])
    await item('Avisos do navegador desligados').click()
    await expect(item('Avisos do navegador ligados')).toBeVisible()
    await desk.page.keyboard.press('Escape')
    await lookAway(desk)
    await arrives(channel, 'João Prado', 'Alguém?')
    await hears(desk, [520])
    expect(await noticed(desk.page)).toEqual({
      heard: [520],
      shown: [{ title: 'Na fila: João Prado', body: 'Alguém?' }],
    })
    await desk.page.evaluate(() => window.notices.at(-1)?.dispatchEvent(new Event('click')))
    await expect(desk.heading('João Prado')).toBeVisible()
  })
})

test('what one takes oneself is no news, in no window; what is given is', async ({
  company,
  signIn,
  arrives,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const pulled = await company.channel(await company.queue({ name: 'Vendas', serves: [ana] }))
  const given = await company.channel(await company.queue({ name: 'Suporte', mode: 'push', serves: [ana] }))
  const desk = await listening(await signIn(ana, { permissions: ['notifications'] }))
  await desk.become('Online')
  await desk.page.evaluate(() => localStorage.setItem('pronto.notices', 'true'))
  const behind = new Desk(await desk.page.context().newPage(), ana)
  await behind.page.goto('/')
  await listening(behind)
  await lookAway(behind)
  const titles = async () => (await noticed(behind.page)).shown.map(n => n.title)

  await arrives(pulled, 'Maria Souza', 'Oi!')
  await hears(desk, [520])
  await expect(behind.tab('Na fila')).toHaveAccessibleName(/^Na fila 1/)
  expect(await titles()).toEqual(['Na fila: Maria Souza'])

  await noticed(desk.page)
  await later(desk)
  await desk.take('Maria Souza')
  await expect(behind.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  await later(desk)
  await arrives(given, 'João Prado', 'Oi!')
  await expect(behind.tab('Pendente')).toHaveAccessibleName(/^Pendente 2/)
  await hears(desk, [660, 880])
  expect(await titles()).toEqual(['Novo atendimento: João Prado'])
})
