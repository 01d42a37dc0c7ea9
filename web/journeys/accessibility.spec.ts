import { isAccessible } from './support/accessible'
import { expect, test } from './support/test'

const settings = ['users', 'roles', 'queues', 'reasons', 'time', 'channels', 'installation', 'changes']
const forms = ['users/new', 'queues/new', 'reasons/new', 'channels/new']

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme}: no serious fault for those who read or move otherwise`, () => {
    test('the doors', async ({ server, browse }) => {
      const page = await (await browse({ colorScheme })).newPage()
      await page.goto('/')
      await expect(page.getByRole('heading', { name: 'Entrar no Pronto' })).toBeVisible()
      await isAccessible(page)
      await page.goto(`/setup?token=${await server.setupToken()}`)
      await expect(page.getByLabel('Empresa')).toBeVisible()
      await isAccessible(page)
    })

    test('the desk', async ({ company, signIn, customer }) => {
      await company.pauseReason('Almoço', 3600)
      const ana = await company.person('Ana Ribeiro')
      const pull = await company.queue({ serves: [ana] })
      const ring = await company.queue({
        name: 'Suporte',
        mode: 'push',
        delivery: 'offer',
        ring_seconds: 300,
        serves: [ana],
      })
      const desk = await signIn(ana, { colorScheme })
      const { page } = desk
      await isAccessible(page)

      const maria = await customer(await company.channel(pull), { colorScheme })
      await maria.arrive('Maria Souza')
      await maria.tell('Vocês entregam em Curitiba?')
      const joao = await customer(await company.channel(ring, { name: 'Suporte' }))
      await joao.arrive('João Prado')
      await joao.tell('Meu pedido veio errado.')
      await desk.take('Maria Souza')
      await desk.say('Entregamos, sim.')
      await expect(maria.bubble('Entregamos, sim.')).toBeVisible()
      await desk.become('Online')
      await expect(page.getByRole('alertdialog')).toBeVisible()
      await isAccessible(page)

      await desk.status.click()
      await expect(page.getByRole('menu')).toBeVisible()
      await isAccessible(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Finalizar' }).click()
      await expect(desk.dialog('Finalizar o atendimento?')).toBeVisible()
      await isAccessible(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Emojis' }).click()
      await expect(page.getByRole('textbox', { name: 'Buscar emoji' })).toBeVisible()
      await isAccessible(page)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      await isAccessible(page)
      await page.keyboard.press('Escape')
      await page.context().setOffline(true)
      await expect(page.getByText('Perda de Conexão', { exact: true })).toBeVisible()
      await isAccessible(page)
      await page.context().setOffline(false)
      await expect(desk.composer).toBeEnabled()

      await desk.finish()
      await page.getByRole('link', { name: /Histórico/ }).click()
      await page.getByRole('link', { name: /Maria Souza/ }).click()
      await expect(desk.bubble('Entregamos, sim.')).toBeVisible()
      await isAccessible(page)
    })

    test('the settings', async ({ company, signIn }) => {
      await company.pauseReason('Almoço', 3600)
      const ana = await company.person('Ana Ribeiro')
      const { page } = await signIn(company.admin, { colorScheme })
      await page.goto('/settings/start')
      await expect(page.getByRole('heading', { name: 'Três passos até o primeiro cliente' })).toBeVisible()
      await isAccessible(page)
      const queue = await company.queue({ serves: [ana], supervises: [company.admin] })
      const channel = await company.channel(queue)
      const items = [...settings, ...forms, `queues/${queue.id}`, `users/${ana.id}`, `channels/${channel.id}`]
      for (const item of items) {
        await test.step(item, async () => {
          await page.goto(`/settings/${item}`)
          await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible()
          await isAccessible(page)
        })
      }
    })

    test('the shop and the widget', async ({ company, customer, signIn }) => {
      const ana = await company.person('Ana Ribeiro')
      const queue = await company.queue({ serves: [ana] })
      const question = {
        text: 'Sobre o que você quer falar?',
        options: [
          { label: 'Comprar', queue: queue.id },
          { label: 'Trocar', queue: queue.id },
        ],
      }
      const maria = await customer(await company.channel(queue, { question }), { colorScheme })
      await maria.visit()
      await expect(maria.page.getByRole('button', { name: 'Abrir o chat' })).toBeVisible()
      await isAccessible(maria.page)
      await maria.open()
      await maria.chat.getByRole('button', { name: 'Iniciar conversa' }).click()
      await expect(maria.chat.getByRole('alert')).toBeVisible()
      await isAccessible(maria.page)
      await maria.chat.getByLabel('Nome').fill('Maria Souza')
      await maria.chat.getByRole('button', { name: 'Iniciar conversa' }).click()
      await expect(maria.chat.getByRole('button', { name: 'Comprar' })).toBeVisible()
      await isAccessible(maria.page)
      await maria.chat.getByRole('button', { name: 'Comprar' }).click()
      await maria.tell('Tem da luminária Lua?')
      const desk = await signIn(ana)
      await desk.take('Maria Souza')
      await desk.say('Tem, sim.')
      await expect(maria.bubble('Tem, sim.')).toBeVisible()
      await maria.chat.getByRole('button', { name: 'Emojis' }).click()
      await isAccessible(maria.page)
      await desk.finish()
      await expect(maria.chat.getByText('Esta conversa foi encerrada.')).toBeVisible()
      await isAccessible(maria.page)
    })
  })
}
