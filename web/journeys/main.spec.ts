import { deflateSync } from 'node:zlib'
import type { Locator } from '@playwright/test'
import { crc32 } from './support/crc32'
import { expect, test } from './support/test'

test('T-01 T-02 T-03 T-04 T-06 T-07 T-08 T-09: a customer waits in Na fila, two click ✓, one wins and the other is told who', {
  tag: '@both',
}, async ({ company, signIn, customer }) => {
  const ana = await company.person('Ana Ribeiro')
  const bruno = await company.person('Bruno Lacerda')
  const queue = await company.queue({ serves: [ana, bruno] })
  const channel = await company.channel(queue, { priority: 2 })
  const anas = await signIn(ana)
  const brunos = await signIn(bruno)
  await expect(anas.page.getByRole('tab')).toHaveCount(2)

  const maria = await customer(channel)
  await maria.visit()
  await maria.open()
  await maria.chat.getByRole('button', { name: 'Iniciar conversa' }).click()
  await expect(maria.chat.getByRole('alert')).toHaveText('Preencha este campo.')
  await maria.introduce('Maria Souza')
  await maria.tell('Vocês entregam em Curitiba?')

  for (const desk of [anas, brunos]) {
    await expect(desk.row('Maria Souza')).toContainText('Vocês entregam em Curitiba?')
    await expect(desk.row('Maria Souza'), 'why it stands where it stands').toContainText('Prioridade 2')
    await expect(desk.tab('Na fila')).toHaveAccessibleName(/^Na fila 1/)
    await desk.open('Na fila', 'Maria Souza')
    await expect(desk.bubble('Vocês entregam em Curitiba?')).toBeVisible()
    await expect(desk.page.getByText('Assuma o atendimento com ✓ para responder.')).toBeVisible()
  }

  // Bruno clicks too, while Ana's click is on its way.
  let late = () => {}
  const held = new Promise<void>(resolve => {
    late = resolve
  })
  await brunos.page.route('**/take', async route => {
    await held
    await route.continue()
  })
  await brunos.takeButton.click()
  await anas.takeButton.click()
  await expect(anas.composer).toBeEnabled()
  late()
  await expect(brunos.alert('Este atendimento já foi assumido por Ana Ribeiro.')).toBeVisible()

  await expect(anas.tab('Pendente')).toHaveAttribute('aria-selected', 'true')
  await expect(anas.row('Maria Souza')).toHaveCount(1)
  await expect(anas.row('Maria Souza'), 'nothing of what waits').not.toContainText('Prioridade')
  await expect(anas.tab('Na fila')).toHaveAccessibleName(/^Na fila 0/)
  await expect(brunos.rows).toHaveCount(0)
  await expect(brunos.tab('Pendente')).toHaveAccessibleName(/^Pendente 0/)
  await expect(brunos.composer).toHaveCount(0)
  await expect(maria.chat.getByText('Ana Ribeiro está atendendo você')).toBeVisible()
})

test('T-05 B-STATUS-04: a queue that pushes gives the work to who has fewest, and each answers their own customer', async ({
  company,
  arrives,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const bruno = await company.person('Bruno Lacerda')
  const queue = await company.queue({ mode: 'push', serves: [ana, bruno] })
  const channel = await company.channel(queue)
  const desks = [await signIn(ana), await signIn(bruno)]
  for (const desk of desks) await desk.become('Online')

  const names = ['Maria Souza', 'João Prado']
  const customers = []
  for (const name of names) {
    const who = await arrives(channel, name, `Sou ${name}, tudo bem?`)
    customers.push(who)
  }
  for (const desk of desks) await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  for (const desk of desks) {
    await desk.tab('Pendente').click()
    const name = (await desk.row('Maria Souza').count()) > 0 ? 'Maria Souza' : 'João Prado'
    await desk.open('Pendente', name)
    await expect(desk.bubble(`Sou ${name}, tudo bem?`)).toBeVisible()
    await desk.say(`Oi, ${name}!`)
  }
  for (const [i, who] of customers.entries()) {
    await expect(who.bubble(`Oi, ${names[i]}!`)).toBeVisible()
    expect(await who.words()).toEqual([`Sou ${names[i]}, tudo bem?`, `Oi, ${names[i]}!`])
  }

  for (const { page } of desks) {
    await page.getByText('Por que eu?').click()
    await expect(page.getByRole('complementary')).toContainText('A fila Vendas entregou a você')
  }
})

test('both sides see each other type, what arrived and what was read; the desk counts what was not', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Oi!')
  await desk.take('Maria Souza')
  await expect(maria.bubble('Oi!')).toContainText('Lida')

  await maria.composer.pressSequentially('Queria')
  await expect(desk.log.getByText('Maria Souza está digitando…')).toBeVisible()
  await desk.composer.pressSequentially('Pois não')
  await expect(maria.chat.getByText('Ana Ribeiro está digitando…')).toBeVisible()
  await desk.composer.press('Enter')
  await expect(maria.bubble('Pois não')).toBeVisible()
  await expect(maria.chat.getByText('está digitando…')).toHaveCount(0)
  await expect(desk.bubble('Pois não').getByText('Lida')).toBeAttached()

  // With her panel closed a message is delivered and not read.
  await maria.page.getByRole('button', { name: 'Fechar o chat' }).click()
  await desk.say('Temos em azul e em verde.')
  await expect(desk.bubble('Temos em azul').getByText('Entregue')).toBeAttached()
  await expect(maria.page.getByRole('button', { name: 'Abrir o chat, 1 não lida' })).toBeVisible()
  await maria.open()
  await expect(desk.bubble('Temos em azul').getByText('Lida')).toBeAttached()

  // Away from the thread, the desk counts.
  await desk.page.getByRole('link', { name: /Histórico/ }).click()
  await maria.composer.fill('O azul.')
  await maria.composer.press('Enter')
  await expect(desk.page).toHaveTitle('(1) Histórico · Pronto')
  await expect(maria.bubble('O azul.')).toContainText('Entregue')
  await desk.page.getByRole('link', { name: /Atividades/ }).click()
  await desk.tab('Pendente').click()
  await expect(desk.row('Maria Souza')).toContainText('1 mensagem não lida')
  await desk.row('Maria Souza').click()
  await expect(desk.log.getByText('Novas mensagens')).toBeVisible()
  await expect(desk.page).toHaveTitle('Pronto')
  await expect(maria.bubble('O azul.')).toContainText('Lida')
})

test('emoji, and files by the button, by paste and by drop: pictures show on both sides', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Chegou quebrado.')
  await desk.take('Maria Souza')

  await test.step('emoji', async () => {
    await desk.page.getByRole('button', { name: 'Emojis' }).click()
    await desk.page.getByRole('textbox', { name: 'Buscar emoji' }).fill('coração')
    await desk.page.getByRole('button', { name: 'coração vermelho' }).first().click()
    await desk.page.keyboard.press('Escape')
    await expect(desk.page.getByRole('textbox', { name: 'Buscar emoji' })).toBeHidden()
    await expect(desk.composer).toBeFocused()
    await desk.page.keyboard.press('Enter')
    await expect(maria.bubble('❤️')).toBeVisible()
    await maria.chat.getByRole('button', { name: 'Emojis' }).click()
    await maria.chat.getByRole('group', { name: 'Emojis' }).getByRole('button', { name: '👍' }).click()
    await maria.composer.press('Enter')
    await expect(desk.bubble('👍')).toBeVisible()
  })

  await test.step('the button', async () => {
    await desk.attach({ name: 'azul.png', mimeType: 'image/png', buffer: png })
    await desk.say('Este?')
    await expect(maria.chat.getByRole('img', { name: 'azul.png' }).first()).toBeVisible()
    await maria.chat
      .locator('input[type=file]')
      .setInputFiles({ name: 'caco.png', mimeType: 'image/png', buffer: png })
    await expect(maria.chat.getByText('caco.png está anexado')).toBeAttached()
    await maria.say('Olha')
    const picture = desk.log.getByRole('img', { name: 'caco.png' })
    await expect(picture).toBeVisible()
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth))
      .toBe(8)
    await desk.page.getByRole('button', { name: 'Ampliar caco.png' }).click()
    await expect(desk.dialog('caco.png')).toBeVisible()
    await desk.page.keyboard.press('Escape')
  })

  await test.step('paste and drop', async () => {
    await give(desk.composer, 'paste', 'colado.png')
    await expect(desk.page.getByText('colado.png')).toBeVisible()
    await expect(desk.sendButton).toBeEnabled()
    await desk.composer.press('Enter')
    await expect(maria.chat.getByRole('img', { name: 'colado.png' }).first()).toBeVisible()

    await give(desk.composer, 'drop', 'solto.png')
    await expect(desk.sendButton).toBeEnabled()
    await desk.composer.press('Enter')
    await expect(maria.chat.getByRole('img', { name: 'solto.png' }).first()).toBeVisible()

    await give(maria.composer, 'paste', 'da-cliente.png')
    await expect(maria.chat.getByText('da-cliente.png está anexado')).toBeAttached()
    await maria.composer.press('Enter')
    await expect(desk.log.getByRole('img', { name: 'da-cliente.png' })).toBeVisible()
  })

  await test.step('what is refused says so and keeps what was typed', async () => {
    await desk.composer.fill('Segue o catálogo')
    const program = {
      name: 'catalogo.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('MZ\x90\0\x03\0\0\0'),
    }
    await desk.page.getByTestId('attach').setInputFiles(program)
    await expect(desk.alert('Este tipo de arquivo não é aceito.')).toBeVisible()
    await expect(desk.composer).toHaveValue('Segue o catálogo')
    await maria.chat.locator('input[type=file]').setInputFiles(program)
    await expect(maria.chat.getByText(/este tipo de arquivo não é aceito/)).toBeVisible()
  })
})

test('T-41 T-42 T-43 T-44: closing asks first; a later message opens anew; all is found again by name, number and protocol', {
  tag: '@both',
}, async ({ company, arrives, signIn, customer }) => {
  const ana = await company.person('Ana Ribeiro')
  const queue = await company.queue({ serves: [ana] })
  const channel = await company.channel(queue)
  const numbers = await company.channel(queue, {
    name: 'Telefone',
    fields: [{ key: 'phone', required: true }],
  })
  const desk = await signIn(ana)
  const maria = await arrives(channel, 'Maria Souza', 'Quero o vaso Serra.')
  await desk.take('Maria Souza')

  for (const [button, title] of [
    ['Finalizar', 'Finalizar o atendimento?'],
    ['Arquivar', 'Arquivar o atendimento?'],
  ] as const) {
    await desk.page.getByRole('button', { name: button }).click()
    await desk.dialog(title).getByRole('button', { name: 'Cancelar' }).click()
    await expect(desk.dialog(title)).toBeHidden()
    await expect(desk.composer).toBeEnabled()
    await expect(desk.row('Maria Souza')).toHaveCount(1)
  }
  await desk.finish()
  await expect(desk.rows).toHaveCount(0)
  await expect(maria.chat.getByText('Esta conversa foi encerrada.')).toBeVisible()
  const protocol = await maria.chat.locator('.protocol').innerText()

  await maria.tell('E a caneca Manhã?')
  await desk.take('Maria Souza')
  expect(await desk.words()).toEqual(['E a caneca Manhã?'])
  await expect(desk.page.getByRole('complementary').getByRole('link')).toContainText('Quero o vaso Serra.')

  const nobody = await customer(numbers)
  await nobody.visit()
  await nobody.open()
  await nobody.chat.getByLabel('Telefone').fill('(11) 98765-4321')
  await nobody.chat.getByRole('button', { name: 'Iniciar conversa' }).click()
  await nobody.tell('Engano, desculpe.')
  await test.step('S-31: without a name the number is shown', () => desk.take('98765'))
  await desk.page.getByRole('button', { name: 'Arquivar' }).click()
  await desk.dialog('Arquivar o atendimento?').getByRole('button', { name: 'Arquivar' }).click()
  await expect(desk.row('98765')).toHaveCount(0)

  await desk.page.getByRole('link', { name: /Histórico/ }).click()
  const search = desk.page.getByRole('searchbox', { name: 'Nome, número ou protocolo' })
  const found = desk.page.getByRole('region', { name: 'Histórico' }).getByRole('listitem')
  await search.fill('maria sou')
  await expect(found).toHaveCount(2) // the open one too
  await search.fill('98765-4321')
  await expect(found).toHaveCount(1)
  await expect(found).toContainText('Arquivado')
  await search.fill(protocol)
  await expect(found).toHaveCount(1)
  await expect(found).toContainText('Finalizado')
  await found.getByRole('link').click()
  await expect(desk.bubble('Quero o vaso Serra.')).toBeVisible()
  await expect(desk.page.getByText('Atendimento finalizado.')).toBeVisible()
  await expect(desk.composer).toHaveCount(0)
  await search.fill('ninguém assim')
  await expect(desk.page.getByText('Nada encontrado para “ninguém assim”')).toBeVisible()
})

test('the widget survives a reload of the shop with its thread and its draft', async ({ shop, arrives }) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.say('Dois')
  await expect(maria.bubble('Dois')).toBeVisible()
  await maria.composer.fill('Três, que não')
  await maria.page.reload()
  await expect(maria.composer).toHaveValue('Três, que não')
  expect(await maria.words()).toEqual(['Um', 'Dois'])
  await maria.composer.press('Enter')
  await expect(desk.bubble('Três, que não')).toHaveCount(1)
})

/** Eight by eight pixels of one blue. */
const png = (() => {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0])
  const row = Buffer.from([0, ...Array.from({ length: 8 }, () => [0x2b, 0x5f, 0xd9]).flat()])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)))
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
})()

/** Pastes or drops a picture where the element is. */
async function give(where: Locator, how: 'paste' | 'drop', name: string) {
  await where.evaluate(
    (el, { how, name, bytes }) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
      const bubbling = { bubbles: true, cancelable: true }
      if (how === 'paste') el.dispatchEvent(new ClipboardEvent('paste', { ...bubbling, clipboardData: data }))
      else
        for (const type of ['dragover', 'drop'])
          el.dispatchEvent(new DragEvent(type, { ...bubbling, dataTransfer: data }))
    },
    { how, name, bytes: [...png] },
  )
}

test('a file that is not sent yet is not thrown away by a reload without a question', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Oi!')
  await desk.take('Maria Souza')
  await desk.attach({ name: 'nota.txt', mimeType: 'text/plain', buffer: Buffer.from('Nota') })
  const question = desk.page.waitForEvent('dialog')
  await desk.page.evaluate(() => void setTimeout(() => location.reload()))
  const asked = await question
  expect(asked.type()).toBe('beforeunload')
  await asked.dismiss()
  await desk.sendButton.click()
  await expect(maria.chat.getByText('nota.txt').first()).toBeVisible()
  await desk.page.reload()
  await desk.ready()
})
