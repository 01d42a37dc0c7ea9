import { Desk } from './support/desk'
import { expect, test } from './support/test'

const blocked =
  'Você não pode fazer logout enquanto houver atendimentos em andamento. Finalize-os para sair da aplicação'

test('B-STATUS-01 B-STATUS-02 B-STATUS-11 B-STATUS-12: one enters Invisível and receives from Online on', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop({ mode: 'push' })
  await desk.is('Invisível')

  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.row('Maria Souza')).toBeVisible()
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 0/)
  await desk.status.click()
  await desk.page.getByRole('menuitem', { name: 'Por que não recebo nada?' }).click()
  await expect(desk.dialog('Por que não recebo nada?')).toContainText('Você está Invisível')
  await desk.page.keyboard.press('Escape')

  await desk.status.click()
  await expect(desk.page.getByRole('menuitemradio')).toHaveText([/^Online/, /^Em pausa/, /^Invisível/])
  await expect(desk.page.getByRole('menu')).not.toContainText(/offline/i)
  await desk.page.getByRole('menuitemradio', { name: /^Online/ }).click()
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
})

test('B-STATUS-07 B-STATUS-14 B-STATUS-15 B-STATUS-16 B-STATUS-19: a pause asks why, counts, gives nothing and takes nothing away', async ({
  company,
  arrives,
  signIn,
}) => {
  await company.pauseReason('Almoço', 3600)
  await company.pauseReason('Café')
  const ana = await company.person('Ana Ribeiro')
  const queue = await company.queue({ mode: 'push', serves: [ana] })
  const channel = await company.channel(queue)
  const desk = await signIn(ana)
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)

  await test.step('without a reason nothing changes', async () => {
    await desk.choose('Em pausa')
    const asked = desk.dialog('Qual o motivo da pausa?')
    await asked.getByRole('button', { name: 'Cancelar' }).click()
    await expect(asked).toBeHidden()
    await desk.is('Online')
    await desk.choose('Em pausa')
    await asked.getByRole('button', { name: 'Almoço' }).click()
    await desk.is('Em pausa')
  })
  await expect(desk.stopwatch).toHaveText(/^00:0\d$/)
  await expect(desk.stopwatch).toHaveText(/^00:0[3-9]$/)

  await arrives(channel, 'João Prado', 'Alguém aí?')
  await desk.tab('Na fila').click()
  await expect(desk.row('João Prado')).toBeVisible()
  await desk.page.getByRole('button', { name: 'Por que isto espera?' }).click()
  await expect(desk.dialog('Por que isto espera?')).toContainText('Todos os que atendem estão Em pausa.')
  await desk.page.keyboard.press('Escape')

  await desk.open('Pendente', 'Maria Souza')
  await desk.say('Já volto, Maria.')
  await expect(maria.bubble('Já volto, Maria.')).toBeVisible()
  await desk.finish()

  await expect(desk.tab('Na fila')).toHaveAccessibleName(/^Na fila 1/)
  await desk.become('Online')
  await expect(desk.stopwatch).toHaveCount(0)
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
})

test('B-STATUS-08: without configured reasons a pause asks nothing', async ({ shop }) => {
  const { desk } = await shop()
  await desk.become('Em pausa')
  await expect(desk.page.getByRole('dialog')).toHaveCount(0)
  await expect(desk.stopwatch).toBeVisible()
})

test('1.8.1: an administrator in no queue cannot go Online and is told why', async ({ company, signIn }) => {
  const desk = await signIn(company.admin)
  await desk.choose('Online')
  await expect(desk.page.getByRole('alert').filter({ hasText: 'fila' })).toContainText('administrador')
  await desk.is('Invisível')
  await desk.status.click()
  await desk.page.getByRole('menuitem', { name: 'Por que não recebo nada?' }).click()
  await expect(desk.dialog('Por que não recebo nada?')).toContainText('Você ainda não atende nenhuma fila.')
})

test('S-01 S-02 S-03 S-04 S-05 S-06: no way out with work in hand; afterwards one leaves and is no longer available', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)

  await desk.signOut()
  await expect(desk.alert(blocked)).toBeVisible()
  await expect(desk.page.getByText(blocked, { exact: true })).toBeVisible()
  await desk.is('Online')

  await desk.open('Pendente', 'Maria Souza')
  await desk.finish()
  await desk.signOut()
  await expect(desk.page.getByRole('heading', { name: 'Entrar no Pronto' })).toBeVisible()

  await maria.tell('Ainda aí?')
  await expect(maria.chat.getByText('Deixe sua mensagem e respondemos assim que voltarmos.')).toBeVisible()
  await desk.signIn()
  await desk.is('Invisível')
  await desk.tab('Na fila').click()
  await expect(desk.row('Maria Souza')).toBeVisible()
})

test('C-03 C-10 S-04: where the company says so a desk opens Online, and one may leave with work in hand after being asked', async ({
  company,
  shop,
  arrives,
  signIn,
}) => {
  const admin = await signIn(company.admin)
  await admin.page.goto('/settings/time')
  const choose = async (label: string, option: string) => {
    await admin.page.getByRole('combobox', { name: label }).click()
    await admin.page.getByRole('option', { name: option, exact: true }).click()
  }
  await choose('Status ao abrir o desk', 'Online')
  await choose('Sair com atendimentos abertos', 'Perguntar e deixar sair')
  const grace = admin.page.getByRole('textbox', { name: 'Sem sinal até sair das filas' })
  await grace.fill('0')
  await admin.page.getByRole('button', { name: 'Salvar' }).click()
  await expect(admin.page.getByText('De 1 a 1440.', { exact: true })).toBeVisible()
  await grace.fill('8')
  await admin.page.getByRole('button', { name: 'Salvar' }).click()
  await expect(admin.page.getByText('Salvo', { exact: true })).toBeVisible()

  const { channel, desk } = await shop({ mode: 'push' })
  await desk.is('Online')
  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  await desk.choose('Invisível')
  await desk.page.reload()
  await desk.is('Invisível')

  await desk.signOut()
  const asked = desk.dialog('Sair da aplicação?')
  await expect(asked).toContainText('1 atendimento continua com você.')
  await asked.getByRole('button', { name: 'Cancelar' }).click()
  await desk.is('Invisível')
  await desk.signOut()
  await asked.getByRole('button', { name: 'Sair' }).click()
  await expect(desk.page.getByRole('heading', { name: 'Entrar no Pronto' })).toBeVisible()

  await desk.signIn()
  await desk.is('Online')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
})

test('B-STATUS-20 B-STATUS-22 B-STATUS-28: the desk closed and opened again is Invisível', async ({
  company,
  signIn,
}) => {
  await company.pauseReason('Almoço')
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  let desk = await signIn(ana)
  const reopen = async () => {
    const context = desk.page.context()
    const closed = desk.page.waitForEvent('close')
    await desk.page.close({ runBeforeUnload: true })
    await closed
    desk = new Desk(await context.newPage(), ana)
    await desk.page.goto('/')
    await desk.ready()
  }
  await desk.become('Online')
  await reopen()
  await desk.is('Invisível')

  await desk.choose('Em pausa')
  await desk.dialog('Qual o motivo da pausa?').getByRole('button', { name: 'Almoço' }).click()
  await desk.is('Em pausa')
  await reopen()
  await desk.is('Invisível')
})

test('1.8.4: a reload keeps the status, and the work goes on coming', async ({ shop, arrives }) => {
  const { channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  for (const _ of [1, 2]) {
    await desk.page.reload()
    await desk.ready()
    await desk.is('Online')
  }
  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
})

test('1.8.4 B-STATUS-26: with two tabs, one of them closed is no close; a duplicated tab is a tab of its own', async ({
  shop,
  arrives,
}) => {
  const { ana, channel, desk: first } = await shop({ mode: 'push' })
  await first.become('Online')
  const windowOf = (desk: Desk) => desk.page.evaluate(() => sessionStorage.getItem('pronto.window'))

  const second = new Desk(await first.page.context().newPage(), ana)
  await second.page.goto('/')
  await second.ready()
  await second.is('Online')
  await second.page.close({ runBeforeUnload: true })

  // A duplicate takes the session's storage along, and with it the window's id.
  const opening = first.page.context().waitForEvent('page')
  await first.page.evaluate(() => void window.open('/work'))
  const duplicate = new Desk(await opening, ana)
  await duplicate.ready()
  await duplicate.is('Online')
  const firsts = await windowOf(first)
  expect(firsts).not.toBeNull()
  await expect.poll(() => windowOf(duplicate)).not.toBe(firsts)
  await first.page.close({ runBeforeUnload: true })
  await duplicate.is('Online')

  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(duplicate.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
})
