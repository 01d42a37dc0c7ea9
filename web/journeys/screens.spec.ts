import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { Person } from './support/company'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

const folder = fileURLToPath(new URL('../test-results/screens/', import.meta.url))
const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

test('at a phone’s width: the list gives way to the thread, and back; one replies', async ({
  company,
  browse,
  customer,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const channel = await company.channel(await company.queue({ serves: [ana] }))
  const maria = await customer(channel, { viewport: narrow, hasTouch: true })
  await maria.arrive('Maria Souza')
  await maria.composer.fill('Vocês entregam em Curitiba?')
  await maria.chat.getByRole('button', { name: 'Enviar' }).click()

  const page = await (await browse({ viewport: narrow })).newPage()
  const desk = new Desk(page, ana)
  await desk.signIn()
  await desk.row('Maria Souza').click()
  await expect(desk.heading('Maria Souza')).toBeVisible()
  await expect(desk.row('Maria Souza')).toBeHidden()
  await desk.takeButton.click()
  await desk.composer.fill('Entregamos, sim.')
  await page.getByRole('button', { name: 'Enviar' }).click()
  await expect(maria.bubble('Entregamos, sim.')).toBeVisible()
  await fits(page)
  await page.getByRole('link', { name: 'Voltar à lista' }).click()
  await expect(desk.row('Maria Souza')).toBeVisible()
  await expect(desk.heading('Maria Souza')).toBeHidden()
  await desk.status.click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expect(page.getByRole('menuitemradio', { name: /^Online/ })).toBeInViewport({ ratio: 1 })
  await fits(page)
  await page.getByRole('menuitemradio', { name: /^Online/ }).click()
  await desk.is('Online')
  await fits(maria.page)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the main pages in ${colorScheme}, kept to be looked at`, async ({
    company,
    browse,
    customer,
    arrives,
  }) => {
    test.setTimeout(180_000)
    await mkdir(folder, { recursive: true })
    const door = await (await browse({ colorScheme })).newPage()
    await door.goto('/')
    await both(door, 'sign-in')

    const ana = await company.person('Ana Ribeiro')
    const vendas = await company.queue({ serves: [ana], supervises: [company.admin] })
    const suporte = await company.queue({
      name: 'Suporte',
      mode: 'push',
      delivery: 'offer',
      ring_seconds: 300,
      serves: [ana],
    })
    await company.pauseReason('Almoço', 3600)
    await company.pauseReason('Treinamento')
    const loja = await company.channel(vendas)
    const help = await company.channel(suporte, { name: 'Pedidos' })

    const open = async (person: Person) => {
      const desk = new Desk(await (await browse({ colorScheme })).newPage(), person)
      await desk.signIn()
      return desk
    }
    const desk = await open(ana)
    const { page } = desk
    await both(page, 'workspace-empty')
    const visitors = [
      ['Maria Souza', 'Boa tarde! Vocês entregam a luminária Aurora em Curitiba?'],
      [
        'João Prado',
        'Comprei um vaso na semana passada e ele chegou com uma rachadura pequena perto da borda, o que eu faço?',
      ],
      ['Helena Prado', 'Oi'],
      [
        'Antônio Carlos de Albuquerque Figueiredo',
        'https://casa-lume.example/produtos/pendente-aurora?cor=cru&tamanho=40',
      ],
    ] as const
    const people = []
    for (const [name, words] of visitors) {
      const who = await arrives(loja, name, words, { colorScheme })
      people.push(who)
    }
    const [maria, joao] = people
    if (!maria || !joao) throw new Error('nobody came')
    await desk.take('Maria Souza')
    for (const words of [
      'Boa tarde, Maria! Entregamos, sim.',
      'O frete para Curitiba sai por R$ 38 e leva cinco dias úteis.',
    ])
      await desk.say(words)
    await maria.tell('Ótimo.')
    await maria.tell('E dá para parcelar?')
    await desk.say('Em até seis vezes sem juros 🙂')
    await expect(desk.bubble('seis vezes').getByText('Lida')).toBeAttached()
    await joao.page.close()
    await desk.tab('Na fila').click()
    await desk.row('João Prado').click()
    await both(page, 'waiting')
    await desk.open('Pendente', 'Maria Souza')
    await maria.composer.pressSequentially('Então')
    await both(page, 'thread')
    await both(maria.page, 'shop-chat')
    const rita = await customer(help, { colorScheme })
    await rita.visit()
    await both(rita.page, 'shop')
    await rita.open()
    await both(rita.page, 'shop-fields')
    await rita.introduce('Rita Lobo')
    await desk.become('Online')
    await rita.tell('Meu pedido 482 ainda não chegou.')
    await expect(page.getByRole('alertdialog')).toBeVisible()
    await test.step('a card that rings is not in the way of who writes', async () => {
      await desk.composer.fill('Só um instante.')
      await page.getByRole('button', { name: 'Enviar' }).click({ trial: true })
      await desk.composer.fill('')
    })
    await both(page, 'offer')
    await page.getByRole('button', { name: 'Recusar' }).click()
    await both(page, 'status', async () => {
      await desk.status.click()
      await expect(page.getByRole('menu')).toBeVisible()
    })
    await both(page, 'why', async () => {
      await desk.status.click()
      await page.getByRole('menuitem', { name: 'Por que não recebo nada?' }).click()
      await expect(desk.dialog('Por que não recebo nada?').getByRole('list')).toBeVisible()
    })
    await both(page, 'reasons', async () => {
      await desk.choose('Em pausa')
      await expect(page.getByRole('button', { name: 'Almoço' })).toBeVisible()
    })
    await desk.choose('Em pausa')
    await page.getByRole('button', { name: 'Almoço' }).click()
    await desk.is('Em pausa')
    await page.context().setOffline(true)
    await expect(page.getByText('Perda de Conexão', { exact: true })).toBeVisible()
    await both(page, 'lost')
    await page.context().setOffline(false)
    await expect(desk.composer).toBeEnabled()
    await desk.finish()
    await page.goto('/history')
    await page.getByRole('link', { name: /Maria Souza/ }).click()
    await expect(desk.bubble('seis vezes')).toBeVisible()
    await both(page, 'history')

    const admins = (await open(company.admin)).page
    for (const [path, name] of [
      ['users', 'users'],
      [`users/${ana.id}`, 'user'],
      [`queues/${suporte.id}`, 'queue'],
      ['reasons', 'reasons'],
      ['channels/new', 'channel-new'],
      [`channels/${loja.id}`, 'channel'],
      ['installation', 'installation'],
      ['changes', 'changes'],
    ]) {
      await admins.goto(`/settings/${path}`)
      await expect(admins.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible()
      await both(admins, `settings-${name}`)
    }
  })

  /** In both sizes; what lies above the page is opened in each. On a phone the contact is hidden. */
  async function both(page: Page, name: string, show?: () => Promise<void>): Promise<void> {
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
    const contact = page.getByRole('complementary', { name: 'Contato' })
    const shown = await contact.isVisible()
    const take = async (size: string, viewport: typeof wide) => {
      await page.setViewportSize(viewport)
      await show?.()
      await fits(page)
      await page.screenshot({ path: `${folder}${name}.${size}.${colorScheme}.png` })
      if (show) await page.keyboard.press('Escape')
    }
    await take('wide', wide)
    if (shown) await contact.getByRole('button', { name: 'Ocultar o contato' }).click()
    await take('narrow', narrow)
    await page.setViewportSize(wide)
    if (shown) await page.getByRole('button', { name: 'Mostrar o contato' }).click()
  }
}

/** Nothing makes the page scroll sideways. */
async function fits(page: Page): Promise<void> {
  const beyond = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await expect.poll(beyond, 'wider than the window').toBeLessThanOrEqual(0)
}
