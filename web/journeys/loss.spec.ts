import type { Customer } from './support/customer'
import type { Desk } from './support/desk'
import { expect, test } from './support/test'

const alert = 'Perda de conexão. Você está offline. Aguarde um instante para realizar o envio de mensagens'
const notice = 'Perda de Conexão'
/** 25 s of silence are a loss; the page looks every second. */
const silence = 45_000
/** A request that nobody answers is given up after 20 s, on each forgotten connection. */
const recovery = 90_000

async function isLost(desk: Desk): Promise<void> {
  await expect(desk.alert(alert)).toBeVisible({ timeout: silence })
  await expect(desk.thread.getByText(notice, { exact: true })).toBeVisible()
  await expect(desk.composer).toBeDisabled()
}

/** Where things stand on the screen. */
const places = (desk: Desk) =>
  Promise.all(
    [desk.heading('Maria Souza'), desk.log, desk.composer, desk.row('Maria Souza')].map(x => x.boundingBox()),
  )

async function isBack(desk: Desk): Promise<void> {
  await expect(desk.alert(alert)).toHaveCount(0, { timeout: recovery })
  await expect(desk.thread.getByText(notice, { exact: true })).toHaveCount(0)
  await expect(desk.composer).toBeEnabled()
}

/** The same words on both screens, each once, in this order. */
async function bothRead(desk: Desk, maria: Customer, words: string[]): Promise<void> {
  await expect.poll(() => desk.words(), { timeout: recovery }).toEqual(words)
  await expect.poll(() => maria.words(), { timeout: recovery }).toEqual(words)
  await expect(maria.chat.locator('.line.sending')).toHaveCount(0)
}

test('S-24 S-25 S-26 S-27 S-29: the network goes: the desk says so, keeps the draft, and catches up in order, once', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')

  // The server has Dois, but the answer does not come through any more.
  const cut = new Promise<void>((resolve, reject) => {
    void desk.page
      .route(
        '**/messages',
        async route => {
          if (route.request().method() !== 'POST') return route.continue()
          await route.fetch()
          await desk.page.context().setOffline(true)
          await route.abort('internetdisconnected')
          resolve()
        },
        { times: 1 },
      )
      .catch(reject)
  })
  await desk.say('Dois')
  await cut
  await isLost(desk)
  await expect(maria.bubble('Dois')).toBeVisible()
  for (const text of ['Três', 'Quatro', 'Cinco']) await maria.tell(text)
  await desk.page.context().setOffline(false)
  await isBack(desk)
  await bothRead(desk, maria, ['Um', 'Dois', 'Três', 'Quatro', 'Cinco'])

  await desk.composer.fill('Ainda não terminei de')
  const before = await places(desk)
  await desk.page.context().setOffline(true)
  await isLost(desk)
  expect(await places(desk), 'the alert moves nothing').toEqual(before)
  await expect(desk.composer).toHaveValue('Ainda não terminei de')
  await maria.tell('Seis')
  await desk.page.context().setOffline(false)
  await isBack(desk)
  await expect(desk.composer).toHaveValue('Ainda não terminei de')
  await desk.say('Ainda não terminei de escrever')
  await bothRead(desk, maria, [
    'Um',
    'Dois',
    'Três',
    'Quatro',
    'Cinco',
    'Seis',
    'Ainda não terminei de escrever',
  ])
  await desk.is('Invisível')
})

test('S-24 S-25 S-26 S-27 S-28 S-29: a line that only falls silent is noticed, and nothing is lost or doubled', async ({
  shop,
  arrives,
  line,
}) => {
  test.setTimeout(240_000)
  const { channel, desk } = await shop({}, { at: line.url })
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.say('Dois')
  await expect(maria.bubble('Dois')).toBeVisible()
  await desk.become('Online')

  line.fallSilent()
  await desk.say('Três')
  await desk.page
    .getByTestId('attach')
    .setInputFiles({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('Nota') })
  await desk.composer.fill('rascunho')
  await maria.tell('Quatro')
  await isLost(desk)
  await expect(desk.composer).toHaveValue('rascunho')
  await expect(desk.bubble('Três').getByText('Enviando')).toBeAttached()
  await maria.tell('Cinco')

  line.passAgain()
  await isBack(desk)
  await bothRead(desk, maria, ['Um', 'Dois', 'Quatro', 'Cinco', 'Três'])
  await expect(desk.composer).toHaveValue('rascunho')
  await desk.is('Online')

  await test.step('T-18: a file that was on its way is kept too, and goes when it is told to', async () => {
    await expect(desk.alert('O servidor não respondeu.')).toBeVisible({ timeout: recovery })
    await desk.page.getByRole('button', { name: 'Enviar nota.txt de novo' }).click()
    await expect(desk.alert('O servidor não respondeu.')).toHaveCount(0)
    await expect(desk.sendButton).toBeEnabled()
    await desk.composer.press('Enter')
    await expect(maria.bubble('rascunho')).toContainText('nota.txt')
  })
})

test('S-28 S-29: a tab that was frozen while the line broke connects on return, and its thread is complete', async ({
  shop,
  arrives,
  server,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.become('Online')
  await desk.composer.fill('rascunho')
  const opened: string[] = []
  desk.page.on('websocket', socket => opened.push(socket.url()))

  // The browser only freezes what it hides, and a headless one hides nothing; to
  // the page a debugger that stops it is the same.
  const tab = await desk.page.context().newCDPSession(desk.page)
  await tab.send('Debugger.enable')
  const frozen = new Promise(resolve => tab.once('Debugger.paused', resolve))
  await tab.send('Debugger.pause')
  await frozen
  await server.kill()
  await server.run()
  for (const text of ['Dois', 'Três']) await maria.tell(text)
  expect(opened, 'a frozen tab does nothing').toEqual([])
  await tab.send('Debugger.disable')

  await isBack(desk)
  await expect(desk.composer).toHaveValue('rascunho')
  await bothRead(desk, maria, ['Um', 'Dois', 'Três'])
  await desk.is('Online')
  await desk.say('Quatro')
  await bothRead(desk, maria, ['Um', 'Dois', 'Três', 'Quatro'])
  expect(opened).toHaveLength(1)
})

test('the customer’s network goes and comes back: what they wrote meanwhile arrives once, in order', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')

  await maria.page.context().setOffline(true)
  await expect(maria.chat.getByText(/^Você está sem internet/)).toBeVisible()
  await maria.say('Dois')
  await maria.say('Três')
  await expect(maria.bubble('Três')).toContainText('Enviando')
  await desk.say('Pode falar')
  await expect(desk.bubble('Pode falar').getByText('Enviada')).toBeAttached()
  await maria.page.context().setOffline(false)
  await bothRead(desk, maria, ['Um', 'Pode falar', 'Dois', 'Três'])
  await expect(maria.chat.getByText(/^Você está sem internet/)).toHaveCount(0)
})

test('the customer’s line falls silent: the widget notices, and nothing is lost or doubled', async ({
  shop,
  arrives,
  line,
}) => {
  test.setTimeout(240_000)
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um', { at: line.url })
  await desk.take('Maria Souza')
  await desk.say('Dois')
  await expect(maria.bubble('Dois')).toBeVisible()

  line.fallSilent()
  await maria.say('Quatro')
  await desk.say('Três')
  await expect(desk.bubble('Três').getByText('Enviada')).toBeAttached()
  await expect(maria.chat.getByText('Conexão perdida. Reconectando…')).toBeVisible({ timeout: silence })
  await maria.say('Cinco')
  line.passAgain()
  await bothRead(desk, maria, ['Um', 'Dois', 'Três', 'Quatro', 'Cinco'])
})

test('kill -9 in mid-sentence: after the restart both sides go on, and nothing is lost or doubled', {
  tag: '@both',
}, async ({ shop, arrives, server }) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.become('Online')

  // Dois is stored when the server dies, but its answer never comes.
  const killed = new Promise<void>(resolve => {
    void desk.page.route(
      '**/messages',
      async route => {
        if (route.request().method() !== 'POST') return route.continue()
        await route.fetch()
        await server.kill()
        await route.abort('connectionreset')
        resolve()
      },
      { times: 1 },
    )
  })
  await desk.say('Dois')
  await killed
  await isLost(desk)
  await maria.say('Três')
  await maria.composer.fill('Qua')
  await server.run()
  await isBack(desk)
  await bothRead(desk, maria, ['Um', 'Dois', 'Três'])
  await expect(maria.composer).toHaveValue('Qua')
  await desk.is('Online')
  await desk.say('Quatro')
  await bothRead(desk, maria, ['Um', 'Dois', 'Três', 'Quatro'])
})

test('a reload in the middle of a loss loses neither the draft nor what was on its way', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.page.route('**/messages', route =>
    route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue(),
  )
  await desk.say('Dois')
  await expect(desk.bubble('Dois').getByText('Enviando')).toBeAttached()
  await desk.composer.fill('rascunho')
  await desk.page.unroute('**/messages')
  await desk.page.reload()
  await expect(desk.composer).toHaveValue('rascunho')
  await bothRead(desk, maria, ['Um', 'Dois'])
})
