import type { Page } from '@playwright/test'
import { password } from './support/company'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

test('keyboard only: sign in, go Online, take, reply, finish', async ({ company, browse, customer }) => {
  const ana = await company.person('Ana Ribeiro')
  const channel = await company.channel(await company.queue({ serves: [ana] }))
  const maria = await customer(channel)
  await test.step('the customer', async () => {
    await maria.visit()
    await maria.page.getByRole('button', { name: 'Abrir o chat' }).waitFor()
    await tabTo(maria.page, 'Abrir o chat', () =>
      maria.page.evaluate(
        () => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? '',
      ),
    )
    await maria.page.keyboard.press('Enter')
    await expect(maria.chat.getByLabel('Nome')).toBeFocused()
    await maria.page.keyboard.type('Maria Souza')
    await maria.page.keyboard.press('Enter')
    await expect(maria.composer).toBeFocused()
    await maria.page.keyboard.type('Tem da luminária Lua?')
    await maria.page.keyboard.press('Enter')
    await expect(maria.bubble('Tem da luminária Lua?')).toContainText('Entregue')
  })

  const page = await (await browse()).newPage()
  const desk = new Desk(page, ana)
  const keys = page.keyboard
  await page.goto('/')
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await keys.type(ana.email)
  await keys.press('Tab')
  await keys.type(password)
  await keys.press('Enter')
  await desk.ready()

  await keys.press('s')
  await expect(page.getByRole('menu')).toBeVisible()
  await expect(page.getByRole('menuitemradio', { name: /^Online/ })).toBeFocused()
  await keys.press('ArrowDown')
  await expect(page.getByRole('menuitemradio', { name: /^Em pausa/ })).toBeFocused()
  await keys.press('ArrowUp')
  await expect(page.getByRole('menuitemradio', { name: /^Online/ })).toBeFocused()
  await keys.press('Enter')
  await desk.is('Online')
  await expect(page.getByRole('menu')).toHaveCount(0)

  await keys.press('1')
  await expect(desk.row('Maria Souza')).toBeVisible()
  await keys.press('j')
  await expect(desk.heading('Maria Souza')).toBeVisible()
  await keys.press('a')
  await expect(desk.tab('Pendente')).toHaveAttribute('aria-selected', 'true')
  if (!(await desk.composer.evaluate(el => el === document.activeElement))) await keys.press('r')
  await expect(desk.composer).toBeFocused()
  await keys.type('Tem, sim: ')
  await keys.press('Shift+Enter')
  await keys.type('duas.')
  await keys.press('Enter')
  await expect(maria.bubble('Tem, sim:')).toHaveCount(1)

  await keys.press('Escape')
  await expect(desk.composer).not.toBeFocused()
  await keys.press('f')
  const dialog = desk.dialog('Finalizar o atendimento?')
  await expect(dialog.getByRole('button', { name: 'Finalizar' })).toBeFocused()
  await keys.press('Escape')
  await expect(dialog).toBeHidden()
  await keys.press('f')
  await expect(dialog.getByRole('button', { name: 'Finalizar' })).toBeFocused()
  await keys.press('Enter')
  await expect(desk.rows).toHaveCount(0)
  await expect(maria.chat.getByText('Esta conversa foi encerrada.')).toBeVisible()

  await keys.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await keys.type('hist')
  await keys.press('Enter')
  await expect(page.getByRole('heading', { name: 'Histórico' })).toBeVisible()

  await test.step('Escape closes the customer’s panel and gives the focus back', async () => {
    await maria.page.keyboard.press('Escape')
    await expect(maria.chat.getByRole('dialog')).toBeHidden()
    await expect(maria.page.getByRole('button', { name: /^Abrir o chat/ })).toBeFocused()
  })
})

test('two tabs of one agent show the same', async ({ shop, arrives }) => {
  const { ana, channel, desk: first } = await shop()
  const second = new Desk(await first.page.context().newPage(), ana)
  await second.page.goto('/')
  await second.ready()
  const maria = await arrives(channel, 'Maria Souza', 'Um')

  await first.become('Online')
  await second.is('Online')
  await second.open('Na fila', 'Maria Souza')
  await first.take('Maria Souza')
  await expect(second.composer).toBeEnabled()
  await first.say('Dois')
  await second.say('Três')
  await maria.tell('Quatro')
  for (const desk of [first, second]) {
    await expect.poll(async () => (await desk.words()).toSorted()).toEqual(['Dois', 'Quatro', 'Três', 'Um'])
  }
  expect(await first.words()).toEqual(await second.words())
  expect(await first.words()).toEqual(await maria.words())

  await first.finish()
  await expect(second.tab('Pendente')).toHaveAccessibleName(/^Pendente 0/)
  await expect(second.page.getByText('Atendimento finalizado.')).toBeVisible()
  await second.signOut()
  await expect(first.page.getByRole('heading', { name: 'Entrar no Pronto' })).toBeVisible()
})

/** Presses Tab until the focus is on something of that name. */
async function tabTo(page: Page, name: string, focused: () => Promise<string>): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused()) === name) return
  }
  throw new Error(`Tab never reaches “${name}”`)
}
