import type { Company, Person } from './support/company'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

/** Closes the desk's tab as a person does, and opens the desk in a new one. */
async function reopen(desk: Desk): Promise<Desk> {
  const context = desk.page.context()
  await close(desk)
  const next = new Desk(await context.newPage(), desk.person)
  await next.page.goto('/')
  await next.ready()
  return next
}

async function close(desk: Desk): Promise<void> {
  const closed = desk.page.waitForEvent('close')
  await desk.page.close({ runBeforeUnload: true })
  await closed
}

async function menu(desk: Desk, item: string | RegExp): Promise<void> {
  await desk.status.click()
  await desk.page.getByRole('menuitem', { name: item }).click()
}

/** Turns the preference of B-STATUS-30 on. */
async function keepOnline(desk: Desk): Promise<void> {
  await desk.status.click()
  const preference = desk.page.getByRole('menuitemcheckbox', { name: 'Continuar online ao fechar o desk' })
  await expect(preference).toHaveAttribute('aria-checked', 'false')
  await preference.click()
  await expect(preference).toHaveAttribute('aria-checked', 'true')
  await desk.page.keyboard.press('Escape')
}

interface AgentRow {
  user: string
  presence: string
  labels: { blip: string; puzzel: string; smartspace: string }
}

/** What a supervisor sees of an agent. */
async function seen(company: Company, agent: Person): Promise<AgentRow | undefined> {
  const room = await company.call<{ agents: AgentRow[] }>('GET', '/room')
  return room.agents.find(a => a.user === agent.id)
}

/** Of a person's own day: how long each status was had, in ms, and how long that is together. */
async function myDay(desk: Desk) {
  const answer = await desk.page.request.get('/api/v1/me/day')
  const day = (await answer.json()) as {
    intervals: { from: string; to: string }[]
    statuses: { status: string; ms: number }[]
  }
  const of = (status: string) =>
    day.statuses.filter(s => s.status === status).reduce((sum, s) => sum + s.ms, 0)
  return { ...day, of }
}

test('B-STATUS-20 B-STATUS-21 B-STATUS-22 B-STATUS-27 B-STATUS-28 B-STATUS-31: preference off, any status closed reopens Invisível', async ({
  company,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  let desk = await signIn(ana)
  for (const status of ['Online', 'Em pausa', 'Invisível'] as const) {
    if (status !== 'Invisível') await desk.become(status)
    desk = await reopen(desk)
    await desk.is('Invisível')
  }
})

test('B-STATUS-20: a session that was read while the window before was still open shows no status of then', async ({
  company,
  shop,
}) => {
  const { ana, desk: first } = await shop()
  await first.become('Online')
  const context = first.page.context()

  // What the new tab reads first comes late: by then the old one has closed, and the status with it.
  const next = new Desk(await context.newPage(), ana)
  let stale = ''
  let answered = false
  await next.page.route(
    '**/api/v1/session',
    async route => {
      const answer = await route.fetch()
      stale = await answer.text()
      await close(first)
      await expect
        .poll(async () => (await seen(company, ana))?.labels.blip, { timeout: 20_000 })
        .toBe('offline')
      await route.fulfill({ response: answer })
      answered = true
    },
    { times: 1 },
  )
  await next.page.goto('/')
  await expect.poll(() => answered, { timeout: 30_000 }).toBe(true)
  await next.ready()
  expect(JSON.parse(stale).status.status, 'what it read was of then').toBe('online')
  await next.is('Invisível')
})

test('B-STATUS-30 B-STATUS-32 B-STATUS-33 B-STATUS-34 B-STATUS-37: preference on, closed while Online stays Online and receives', async ({
  company,
  shop,
  arrives,
}) => {
  const { ana, channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  await keepOnline(desk)
  const context = desk.page.context()
  await close(desk)
  await expect.poll(async () => (await seen(company, ana))?.presence).toBe('gone')
  expect((await seen(company, ana))?.labels).toMatchObject({ blip: 'online', smartspace: 'available' })

  await arrives(channel, 'Maria Souza', 'Oi')
  const next = new Desk(await context.newPage(), ana)
  await next.page.goto('/')
  await next.ready()
  await next.is('Online')
  await expect(next.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  await expect(next.status).toHaveAccessibleName('Status: Online, 1 atendimento')

  const day = await myDay(next)
  const labels = day.statuses.filter(s => s.ms > 0).map(s => s.status)
  expect(labels, 'B-STATUS-33: the closed time is Online').not.toContain('paused')
  expect(day.of('online')).toBeGreaterThan(day.of('offline'))
})

test('B-STATUS-35 B-STATUS-36: preference on, closed while Invisível or Em pausa reopens Invisível', async ({
  company,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  let desk = await signIn(ana)
  await keepOnline(desk)
  desk = await reopen(desk)
  await desk.is('Invisível')
  await desk.become('Em pausa')
  const context = desk.page.context()
  await close(desk)
  await expect.poll(async () => (await seen(company, ana))?.labels.blip, { timeout: 20_000 }).toBe('offline')
  desk = new Desk(await context.newPage(), ana)
  await desk.page.goto('/')
  await desk.ready()
  await desk.is('Invisível')
})

test('B-STATUS-25 B-STATUS-26: a desk in a background tab stays open, counts and receives', async ({
  company,
  shop,
  arrives,
}) => {
  const { ana, channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  const other = await desk.page.context().newPage()
  await other.goto('about:blank')
  await other.bringToFront()

  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  expect(await seen(company, ana)).toMatchObject({ presence: 'connected', labels: { blip: 'online' } })
  const before = (await myDay(desk)).of('online')
  await expect.poll(async () => (await myDay(desk)).of('online')).toBeGreaterThan(before)
})

test('1.8.4 B-STATUS-14: a reload keeps the pause, its reason and its stopwatch', {
  tag: '@both',
}, async ({ company, shop }) => {
  await company.pauseReason('Almoço', 3600)
  const { desk } = await shop()
  await desk.choose('Em pausa')
  await desk.dialog('Qual o motivo da pausa?').getByRole('button', { name: 'Almoço' }).click()
  await desk.is('Em pausa')
  await expect(desk.stopwatch).toHaveText(/^00:0[2-9]$/)
  await desk.page.reload()
  await desk.ready()
  await desk.is('Em pausa')
  await expect(desk.status).toContainText('Almoço')
  await expect(desk.stopwatch).not.toHaveText(/^00:0[01]$/)
  await expect(desk.status).toContainText(/faltam 59:\d\d/)
})

test('1.8.4: of two windows one closes, and the other goes on in the same status', async ({
  company,
  shop,
}) => {
  const { ana, desk: first } = await shop()
  await first.become('Online')
  const second = new Desk(await first.page.context().newPage(), ana)
  await second.page.goto('/')
  await second.ready()
  await close(first)
  await second.is('Online')
  expect(await seen(company, ana)).toMatchObject({ presence: 'connected', labels: { blip: 'online' } })
})

test('S-28 S-29 S-42 1.8.4: the network gone and back within the grace: the same status, and nothing was missed', async ({
  company,
  shop,
  arrives,
}) => {
  const { ana, channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Oi')
  await desk.open('Pendente', 'Maria Souza')

  await desk.page.context().setOffline(true)
  await expect(desk.alert('Perda de conexão.')).toBeVisible()
  await maria.tell('Ainda aí?')
  await desk.page.context().setOffline(false)
  await expect(desk.bubble('Ainda aí?')).toBeVisible()
  await desk.is('Online')
  expect(await seen(company, ana)).toMatchObject({ presence: 'connected', labels: { blip: 'online' } })
})

test('C-05 S-41: one queue is paused, the other goes on; all of them paused is Em pausa', {
  tag: '@both',
}, async ({ company, signIn }) => {
  await company.pauseReason('Treinamento')
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ mode: 'push', serves: [ana] })
  await company.queue({ name: 'Suporte', mode: 'push', serves: [ana] })
  const desk = await signIn(ana)
  await desk.become('Online')
  await menu(desk, /^Minhas filas/)
  const queues = desk.dialog('Minhas filas')
  const pause = async (name: string) => {
    await queues.getByRole('group', { name }).getByRole('button', { name: 'Em pausa' }).click()
    await queues.getByRole('button', { name: 'Treinamento' }).click()
    await expect(
      queues.getByRole('group', { name }).getByRole('button', { name: 'Em pausa' }),
    ).toHaveAttribute('aria-pressed', 'true')
  }
  await pause('Vendas')
  await desk.page.keyboard.press('Escape')
  await desk.is('Online')
  await menu(desk, 'Por que não recebo nada?')
  await expect(desk.dialog('Por que não recebo nada?')).toContainText('Esta fila está em pausa.')
  await desk.page.keyboard.press('Escape')

  await menu(desk, /^Minhas filas.*Recebendo em 1 de 2/)
  await pause('Suporte')
  await queues.getByRole('group', { name: 'Vendas' }).getByRole('button', { name: 'Fora' }).click()
  await desk.page.keyboard.press('Escape')
  await desk.is('Em pausa')
  await desk.become('Online')
  await menu(desk, /^Minhas filas.*Recebendo em 1 de 2/)
})

test('B-STATUS-10: the next status comes after the work, may be taken back, and may be for a time of day', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop({ mode: 'push' })
  await desk.become('Online')
  await arrives(channel, 'Maria Souza', 'Oi')
  await desk.open('Pendente', 'Maria Souza')

  const choose = async (fill: (dialog: ReturnType<Desk['dialog']>) => Promise<void>) => {
    await menu(desk, 'Próximo status…')
    const dialog = desk.dialog('Próximo status')
    await fill(dialog)
    await dialog.getByRole('button', { name: 'Salvar' }).click()
    await expect(dialog).toBeHidden()
  }
  await test.step('at a time of day, and taken back', async () => {
    await choose(async dialog => {
      await dialog.getByLabel('Invisível').check()
      await dialog.getByLabel('Em um horário').check()
      await dialog.getByRole('button', { name: 'Salvar' }).click()
      await expect(dialog).toContainText('Diga a que horas')
      await dialog.getByLabel('Horário', { exact: true }).fill('18:00')
    })
    await expect(desk.status).toHaveAccessibleName(/Invisível às 18:00$/)
    await desk.page.getByRole('button', { name: 'Cancelar: Invisível às 18:00' }).click()
    await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
  })
  await test.step('after the work: nothing new comes, and then the pause', async () => {
    await choose(dialog => dialog.getByLabel(/^Após meus atendimentos/).check())
    await expect(desk.status).toHaveAccessibleName(/Em pausa após meus atendimentos$/)
    await arrives(channel, 'João Prado', 'Oi')
    await expect(desk.tab('Na fila')).toHaveAccessibleName(/^Na fila 1/)
    await menu(desk, 'Por que não recebo nada?')
    await expect(desk.dialog('Por que não recebo nada?')).toContainText(
      'Você escolheu outro status após os atendimentos',
    )
    await desk.page.keyboard.press('Escape')
    await desk.is('Online')
    await desk.finish()
    await desk.is('Em pausa')
    await expect(desk.stopwatch).toBeVisible()
  })
})

test('P-STATUS-01 P-STATUS-02 P-STATUS-04 P-STATUS-05 P-STATUS-06 P-STATUS-08 P-STATUS-32 C-01: the button says what is, in each vocabulary', async ({
  company,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const queue = await company.queue({ serves: [ana] })
  const installation = await company.call<object>('GET', '/installation')
  await company.call('PUT', '/installation', {
    ...installation,
    vocabulary: 'puzzel',
    hold_times: { answer_seconds: 30, wrap_up_seconds: 600, no_answer_seconds: 5, busy_seconds: 0 },
  })
  const desk = await signIn(ana)
  const word = (name: string) => expect(desk.status).toHaveAccessibleName(new RegExp(`^Status: ${name}, 0`))
  await word('Logged off')
  await desk.status.click()
  await expect(desk.page.getByRole('menuitemradio')).toHaveText([/^Ready/, /^Pause/, /^Logged off/])
  await desk.page.getByRole('menuitemradio', { name: /^Ready/ }).click()
  await word('Ready')

  const signal = (signal: string) => company.call('POST', `/agents/${ana.id}/calls/c1`, { signal })
  await company.call('POST', `/agents/${ana.id}/calls`, { call: 'c1', queue: queue.id })
  await word('Connecting')
  await signal('answered')
  await word('Connected')
  await signal('ended')
  await word('Wrap-up')
  await expect(desk.status).toContainText(/Wrap-up.*\(0\).*09:\d\d|10:00/)
  await menu(desk, 'Por que não recebo nada?')
  await expect(desk.dialog('Por que não recebo nada?')).toContainText('Ligações: nenhuma chega')
  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('button', { name: 'Encerrar pós-atendimento' }).click()
  await word('Ready')

  await company.call('PUT', '/installation', {
    ...(await company.call<object>('GET', '/installation')),
    vocabulary: 'smartspace',
  })
  await word('Disponível')
})

test('C-27: a status that somebody else set says who did', async ({ company, signIn }) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  const admin = await company
    .call<{ permissions: string[]; rev: number; id: string }[]>('GET', '/roles')
    .then(
      answer => (answer as unknown as { items: { id: string; permissions: string[]; rev: number }[] }).items,
    )
  const role = admin.find(r => r.id === 'admin')
  await company.call('PUT', '/roles/admin', {
    name: '',
    permissions: [...(role?.permissions ?? []), 'agent.set_status'],
    rev: role?.rev,
  })
  const desk = await signIn(ana)
  await desk.become('Online')
  await company.call('PUT', `/agents/${ana.id}/status`, { status: 'paused' })
  await desk.is('Em pausa')
  await expect(desk.page.getByText('Definido por Marina Duarte')).toBeVisible()
  await expect(desk.page.getByText('Marina Duarte mudou o seu status para Em pausa')).toBeVisible()
  await desk.become('Online')
  await expect(desk.page.getByText('Definido por Marina Duarte')).toHaveCount(0)
})

test('B-STATUS-29: my day adds up, can be looked at nearer, and says the same in a table', {
  tag: '@both',
}, async ({ company, shop }) => {
  await company.pauseReason('Café', 1)
  const { desk } = await shop()
  await desk.become('Online')
  await desk.choose('Em pausa')
  await desk.dialog('Qual o motivo da pausa?').getByRole('button', { name: 'Café' }).click()
  await expect(desk.status).toContainText(/excedeu 00:0[1-9]/)
  await desk.become('Online')

  await menu(desk, 'Meu dia')
  const { page } = desk
  await expect(page.getByRole('heading', { name: 'Meu dia' })).toBeVisible()
  const totals = page.getByTestId('totals')
  await expect(totals.getByRole('row', { name: /^Em pausa · Café/ })).toContainText(/00:0\d.*00:0[1-9]/)

  const seconds = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const column = await totals.locator('tbody td:nth-of-type(1)').allInnerTexts()
  const sum = await totals.locator('tfoot td').first().innerText()
  expect(column.length).toBeGreaterThanOrEqual(3)
  expect(column.map(seconds).reduce((a, b) => a + b, 0)).toBe(seconds(sum))
  const { intervals } = await myDay(desk)
  for (const [i, next] of intervals.slice(1).entries()) expect(next.from).toBe(intervals[i]?.to)

  const bar = page.getByTestId('bar')
  const length = async () =>
    Number(await bar.getAttribute('data-to')) - Number(await bar.getAttribute('data-from'))
  const before = await length()
  await bar.hover()
  await page.mouse.wheel(0, -300)
  await expect.poll(length).toBeLessThan(before)
  await bar.press('0')
  await expect.poll(length).toBeGreaterThan(before)
  await bar.press('+')
  await page.getByText('Ver como tabela').click()
  await expect(page.getByRole('row', { name: /Em pausa · Café · Excedeu/ })).toBeVisible()

  await page.getByRole('button', { name: 'Dia anterior' }).click()
  await expect(page.getByText('Nada registrado neste dia')).toBeVisible()
  await page.getByRole('button', { name: 'Hoje' }).click()
  await expect(totals).toBeVisible()
})

test('B-ALERT-04: roles: who may not see settings has none, who may see them cannot change them, and a change holds at once', async ({
  company,
  shop,
  signIn,
}) => {
  const { ana, desk } = await shop()
  const rail = desk.page.getByRole('navigation', { name: 'Principal' })
  await expect(rail.getByRole('link', { name: /^Configurações/ })).toHaveCount(0)
  await expect(rail.getByRole('link', { name: /^Sala/ })).toHaveCount(0)

  const admin = await signIn(company.admin)
  await test.step('a new role, given to Ana', async () => {
    await admin.page.goto('/settings/roles/new')
    await admin.page.getByRole('checkbox', { name: 'Helpdesk > Ver', exact: true }).check()
    await admin.page.getByRole('button', { name: 'Criar' }).click()
    await expect(admin.page.getByText('Dê um nome ao papel.')).toBeVisible()
    await admin.page.getByLabel('Nome', { exact: true }).fill('Qualidade')
    await admin.page.getByRole('button', { name: 'Criar' }).click()
    await expect(admin.page.getByRole('link', { name: /^Qualidade.*0 usuários/ })).toBeVisible()
    await admin.page.goto(`/settings/users/${ana.id}`)
    await admin.page.getByRole('combobox', { name: 'Papel' }).click()
    await admin.page.getByRole('option', { name: 'Qualidade' }).click()
    await admin.page.getByRole('button', { name: 'Salvar' }).click()
    await expect(admin.page.getByRole('link', { name: /^Ana Ribeiro.*Qualidade/ })).toBeVisible()
  })
  await test.step('she sees settings at once, and only sees them', async () => {
    await rail.getByRole('link', { name: /^Configurações/ }).click()
    await desk.page.getByRole('link', { name: 'Status e tempo' }).click()
    await expect(desk.page.getByText('Você pode ver as configurações, mas não alterá-las.')).toBeVisible()
    await expect(desk.page.getByLabel('Pós-atendimento').first()).toBeDisabled()
    await expect(desk.page.getByRole('button', { name: 'Salvar' })).toHaveCount(0)
  })
  await test.step('the role loses it, and so does she', async () => {
    await admin.page.getByRole('link', { name: 'Papéis' }).click()
    await admin.page.getByRole('link', { name: /^Qualidade/ }).click()
    await admin.page.getByRole('checkbox', { name: 'Helpdesk > Ver', exact: true }).uncheck()
    await admin.page.getByRole('button', { name: 'Salvar' }).click()
    await expect(admin.page.getByRole('link', { name: /^Qualidade.*1 usuário ·/ })).toBeVisible()
    await expect(rail.getByRole('link', { name: /^Configurações/ })).toHaveCount(0)
    await expect(desk.page.getByText('Você não tem permissão para isto.')).toBeVisible()
  })
  await test.step('what an administrator always may cannot be taken', async () => {
    await admin.page.goto('/settings/roles/admin')
    await expect(admin.page.getByRole('checkbox', { name: 'Helpdesk > Ver e editar' })).toBeDisabled()
  })
})

test('P-STATUS-07 P-STATUS-14 P-STATUS-20: the times are settings; 0 is one, what cannot be is said at its field and stays typed', async ({
  company,
  signIn,
}) => {
  const { page } = await signIn(company.admin)
  await page.goto('/settings/time')
  const field = (name: string) => page.getByRole('textbox', { name })
  await field('Ocupado após recusar').fill('0')
  await field('Pós-atendimento').fill('2.5')
  await field('Tempo para atender').fill('999999')
  await page.getByRole('button', { name: 'Salvar' }).click()
  await expect(field('Pós-atendimento')).toHaveAttribute('aria-invalid', 'true')
  await expect(field('Tempo para atender')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('Use um número inteiro.')).toBeVisible()
  await expect(field('Tempo para atender')).toHaveValue('999999')
  await expect(field('Ocupado após recusar')).toHaveValue('0')
  await field('Pós-atendimento').fill('30')
  await field('Tempo para atender').fill('25')
  await page.getByRole('button', { name: 'Salvar' }).click()
  await expect(page.getByText('Salvo')).toBeVisible()
  const saved = await company.call<{ hold_times: object }>('GET', '/installation')
  expect(saved.hold_times).toMatchObject({ answer_seconds: 25, wrap_up_seconds: 30, busy_seconds: 0 })
})

test('S-45: the checks say how each thing is and how to mend it', async ({ shop }) => {
  const { desk } = await shop()
  const { page } = desk
  await page.context().grantPermissions(['notifications', 'microphone'])
  await menu(desk, 'Verificações')
  const check = (id: string) => page.locator(`[data-check="${id}"]`)
  await expect(check('connection')).toHaveAttribute('data-level', 'ok')
  await expect(check('clock')).toHaveAttribute('data-level', 'ok')
  await expect(check('microphone')).toHaveAttribute('data-level', 'ok')
  await expect(check('tab')).toContainText('chrome://settings/performance')
  await check('notices').getByRole('button', { name: 'Permitir avisos' }).click()
  await expect(check('notices')).toHaveAttribute('data-level', 'ok')

  await page.evaluate(() => document.dispatchEvent(new Event('freeze')))
  await expect(check('tab')).toHaveAttribute('data-level', 'wrong')
  const sign = page.getByRole('link', { name: '1 verificação precisa de atenção' })
  await expect(sign).toBeVisible()
  await check('tab').getByRole('button', { name: 'Já ajustei' }).click()
  await expect(sign).toHaveCount(0)
})
