import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { isAccessible } from './support/accessible'
import type { Company, Person } from './support/company'
import type { Customer } from './support/customer'
import type { Desk } from './support/desk'
import { expect, test } from './support/test'

interface World {
  company: Company
  signIn: (person: Person) => Promise<Desk>
  arrives: (channel: { id: string }, name: string, words: string) => Promise<Customer>
}

/** The reports in a supervisor's tab. */
class Reports {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Relatórios' }).click()
    await this.shown('Atendentes')
  }

  async turnTo(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Relatórios' })
      .getByRole('link', { name, exact: true })
      .click()
    await this.shown(name)
  }

  private async shown(name: string): Promise<void> {
    await expect(this.page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page')
    await expect(this.page.locator('[aria-busy=true]')).toHaveCount(0)
  }

  figure(name: string, of: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${name}, ${of}: `) })
  }

  /** The drawer with what a figure was counted from. */
  detail(title: string): Locator {
    return this.page.getByRole('dialog', { name: title })
  }
}

/** Ana answered and finished one conversation; another customer still waits. */
async function smallDay({ company, signIn, arrives }: World) {
  const ana = await company.person('Ana Ribeiro')
  const otavio = await company.person('Otávio Reis', { role: 'supervisor' })
  const vendas = await company.queue({ serves: [ana], supervises: [otavio] })
  const channel = await company.channel(vendas)
  const desk = await signIn(ana)
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Vocês entregam em Curitiba?')
  await desk.take('Maria Souza')
  await desk.say('Entregamos, sim.')
  await expect(maria.bubble('Entregamos, sim.')).toBeVisible()
  await desk.finish()
  await arrives(channel, 'João Prado', 'Oi?')
  await expect(desk.tab('Na fila')).toHaveAccessibleName(/^Na fila 1/)
  return { ana, otavio, vendas, desk }
}

test('the figures of a small day, with their formulae, opened down to the conversation', {
  tag: '@both',
}, async ({ company, signIn, arrives }) => {
  const { otavio } = await smallDay({ company, signIn, arrives })
  const { page } = await signIn(otavio)
  const reports = new Reports(page)
  await reports.open()
  await expect(reports.figure('Finalizados', 'Ana Ribeiro')).toHaveText('1')
  await expect(reports.figure('Finalizados', 'Total')).toHaveText('1')
  await expect(reports.figure('Taxa de aceitação', 'Ana Ribeiro')).toHaveText('–')
  await expect(page.getByRole('img', { name: 'Tempo por status, em minutos' })).toBeVisible()

  await reports.turnTo('Filas')
  await expect(reports.figure('Entraram na fila', 'Vendas')).toHaveText('2')
  await expect(reports.figure('Atendidos', 'Vendas')).toHaveText('1')
  const level = reports.figure('Nível de serviço \\(20\\s+s, variante 3\\)', 'Vendas')
  await expect(level).toHaveText('100,0%')
  await expect(level).toHaveAttribute('title', '1 ÷ 1')

  await test.step('by keyboard from a figure to the next, and into it', async () => {
    await reports.figure('Entraram na fila', 'Vendas').focus()
    await page.keyboard.press('ArrowRight')
    await expect(reports.figure('Atendidos', 'Vendas')).toBeFocused()
    await page.keyboard.press('Enter')
    const detail = reports.detail('Atendidos')
    await expect(detail).toContainText('as que um atendente recebeu')
    await expect(detail).toContainText('1 etapa de atendimento')
    await page.keyboard.press('Escape')
    await expect(detail).toBeHidden()
    await expect(reports.figure('Atendidos', 'Vendas')).toBeFocused()
  })

  await test.step('in whole hours, what was counted is the same', async () => {
    await reports.turnTo('Intervalos')
    await page.getByRole('combobox', { name: 'Tamanho do intervalo' }).selectOption('60 min')
    await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('2')
    await page.getByRole('combobox', { name: 'Dividir por' }).selectOption('Por fila')
    await expect(page.getByRole('rowheader', { name: / · Vendas$/ }).first()).toBeVisible()
    await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('2')
    await reports.turnTo('Dias')
    await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('2')
  })

  await reports.turnTo('Atendentes')
  await reports.figure('Finalizados', 'Ana Ribeiro').click()
  const detail = reports.detail('Finalizados')
  await expect(detail).toContainText('As arquivadas não contam')
  await detail.getByRole('link', { name: 'Abrir o atendimento' }).click()
  await expect(page.getByRole('heading', { name: 'Maria Souza' })).toBeVisible()
  await expect(page.getByRole('log', { name: 'Conversa' })).toContainText('Entregamos, sim.')
})

test('a file for a spreadsheet, with its mark of UTF-8; a failure is told', async ({
  company,
  signIn,
  arrives,
}) => {
  const { otavio } = await smallDay({ company, signIn, arrives })
  const { page } = await signIn(otavio)
  const reports = new Reports(page)
  await reports.open()
  const csv = await saved(page, 'CSV')
  expect(csv.name).toMatch(/^pronto-agents-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(csv.bytes.toString('utf8')).toContain('Ana Ribeiro;')
  await page.getByRole('combobox', { name: 'Colunas' }).selectOption('Tempo por status')
  const status = (await saved(page, 'CSV')).bytes.toString('utf8').slice(1)
  expect(status.split('\r\n')[0]).toBe('Atendente;Online;Em pausa;Invisível;Offline')
  const xlsx = await saved(page, 'Excel')
  expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK')

  await test.step('with the rows in the order of the page', async () => {
    await reports.turnTo('Intervalos')
    const entered = page.getByRole('columnheader', { name: 'Entraram na fila' })
    await entered.getByRole('button').click()
    await expect(entered).toHaveAttribute('aria-sort', 'descending')
    const sorted = (await saved(page, 'CSV')).bytes.toString('utf8').split('\r\n')
    const [head, first] = [sorted[0]?.split(';') ?? [], sorted[1]?.split(';') ?? []]
    expect(Number(first[head.indexOf('Entraram na fila')]), 'the most first, not midnight').toBeGreaterThan(0)
  })

  await reports.turnTo('Pausas NR-17')
  expect((await saved(page, 'CSV')).bytes.toString('utf8')).toContain('Ana Ribeiro;')

  await page.route('**/api/v1/reports/breaks.csv*', route => route.abort())
  await page.getByRole('button', { name: 'CSV' }).click()
  const failed = page.getByRole('alert').filter({ hasText: 'não respondeu' })
  await expect(failed).toBeVisible()
  await expect(page.getByRole('button', { name: 'CSV' })).toBeEnabled()
})

test('one channel alone: figures, what they open, and the file; time says that it is not narrowed', async ({
  company,
  signIn,
  arrives,
}) => {
  const { otavio, vendas } = await smallDay({ company, signIn, arrives })
  const other = await company.channel(vendas, { name: 'Outro site' })
  const { page } = await signIn(otavio)
  const reports = new Reports(page)
  await reports.open()
  await expect(reports.figure('Finalizados', 'Ana Ribeiro')).toHaveText('1')
  const channels = page.getByRole('combobox', { name: 'Canal' })
  await channels.selectOption('Outro site')
  await expect(page).toHaveURL(new RegExp(`channel=${other.id}`))
  await expect(reports.figure('Finalizados', 'Ana Ribeiro')).toHaveText('0')
  await expect(page.getByText(/^O canal não muda o tempo dos atendentes: Online, /)).toBeVisible()
  await reports.figure('Online', 'Ana Ribeiro').click()
  await expect(reports.detail('Online')).toContainText('O canal escolhido não muda este valor.')
  await page.keyboard.press('Escape')
  await reports.figure('Finalizados', 'Ana Ribeiro').click()
  await expect(reports.detail('Finalizados')).toContainText('Nada entrou nesta conta.')
  await page.keyboard.press('Escape')
  await reports.turnTo('Dias')
  await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('0')
  await channels.selectOption('Todos os canais')
  await page.getByRole('combobox', { name: 'Dividir por' }).selectOption('Por canal')
  await expect(page.getByRole('rowheader')).toHaveCount(2) // the one that was written to, and the total
  await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('2')
})

test('what takes long says how far it is, and can be given up', async ({ company, signIn, arrives }) => {
  const { otavio } = await smallDay({ company, signIn, arrives })
  const { page } = await signIn(otavio)
  const reports = new Reports(page)
  await reports.open()
  const slow = async (what: string) => {
    let release = () => {}
    const released = new Promise<void>(done => {
      release = done
    })
    await page.route(what, async route => {
      await released
      await route.continue().catch(() => {}) // it was given up
    })
    await page.route('**/api/v1/reports/progress/*', route =>
      route.fulfill({ contentType: 'application/x-ndjson', body: '{"done":1,"of":4}\n' }),
    )
    return async () => {
      release()
      await page.unrouteAll({ behavior: 'wait' })
    }
  }
  const bar = page.getByRole('progressbar', { name: 'Contando…' })

  await test.step('a report', async () => {
    const release = await slow('**/api/v1/reports/queues?*')
    await page.getByRole('link', { name: 'Filas', exact: true }).click()
    await expect(page.getByText('Contando… 25%')).toBeVisible()
    await expect(bar).toHaveAttribute('value', '1')
    await page.getByRole('button', { name: 'Cancelar' }).click()
    await expect(page.getByText('A contagem foi cancelada.')).toBeVisible()
    await release()
    await page.getByRole('button', { name: 'Contar de novo' }).click()
    await expect(reports.figure('Entraram na fila', 'Total')).toHaveText('2')
    await expect(bar).toHaveCount(0)
  })

  await test.step('a file', async () => {
    const release = await slow('**/api/v1/reports/queues.xlsx?*')
    await page.getByRole('button', { name: 'Excel' }).click()
    await expect(page.getByText('Contando… 25%')).toBeVisible()
    await page.getByRole('button', { name: 'Cancelar' }).click()
    await expect(page.getByRole('button', { name: 'Excel' })).toBeEnabled()
    await release()
    expect((await saved(page, 'Excel')).name).toMatch(/^pronto-queues-.*\.xlsx$/)
  })

  await test.step('and the real one is asked for under its name', async () => {
    const named = page.waitForRequest(/\/reports\/days\?.*progress=\w{26}/)
    await reports.turnTo('Dias')
    await named
  })
})

test('a correction changes the day, is asked twice, and what was typed stays when it is refused', async ({
  company,
  signIn,
  arrives,
}) => {
  await company.pauseReason('Almoço', 3600)
  const { ana, otavio } = await smallDay({ company, signIn, arrives })
  const sees = (await signIn(otavio)).page
  await sees.goto(`/reports/day/${ana.id}`)
  await expect(sees.getByText('Nada foi corrigido neste dia.')).toBeVisible()
  await expect(sees.getByRole('button', { name: /^Corrigir/ }), 'without the permission').toHaveCount(0)

  const { page } = await signIn(company.admin)
  const reports = new Reports(page)
  await reports.open()
  await page.getByRole('rowheader', { name: 'Ana Ribeiro' }).getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Ana Ribeiro' })).toBeVisible()
  await expect(page.getByText('Nada foi corrigido neste dia.')).toBeVisible()

  const stretch = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Online' }) })
  await stretch
    .getByRole('button', { name: /^Corrigir das/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Corrigir o tempo de Ana Ribeiro' })
  await dialog.getByLabel('Conta como').selectOption('Em pausa')
  await dialog.getByLabel('Motivo da pausa').selectOption('Almoço')
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await expect(dialog).toContainText('Diga por quê.')
  await expect(dialog.getByLabel('Motivo da pausa')).toHaveValue(/.+/)
  await dialog.getByLabel('Por quê').fill('Esqueceu de marcar a pausa')
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await expect(dialog).toContainText('passa a contar como Em pausa · Almoço')
  await dialog.getByRole('button', { name: 'Voltar' }).click()
  await expect(dialog.getByLabel('Por quê')).toHaveValue('Esqueceu de marcar a pausa')
  await dialog.getByRole('button', { name: 'Continuar' }).click()

  await page.route('**/corrections', route => route.abort(), { times: 1 })
  await dialog.getByRole('button', { name: 'Corrigir' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await expect(dialog.getByLabel('Por quê')).toHaveValue('Esqueceu de marcar a pausa')
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await dialog.getByRole('button', { name: 'Corrigir' }).click()
  await expect(dialog).toBeHidden()

  const corrections = page.getByRole('region', { name: 'Correções' })
  await expect(corrections).toContainText('conta como Em pausa · Almoço')
  await expect(corrections).toContainText('Esqueceu de marcar a pausa')
  await expect(corrections).toContainText('Marina Duarte')
  await expect(page.getByRole('rowheader', { name: 'Em pausa · Almoço corrigido' })).toBeVisible()
  await page.getByRole('link', { name: 'Relatórios' }).first().click()
  await expect(reports.figure('Em pausa', 'Ana Ribeiro')).not.toHaveText('0:00:00')
})

test('too long, turned round and empty ranges are told; the address keeps what was asked', async ({
  company,
  signIn,
}) => {
  const otavio = await company.person('Otávio Reis', { role: 'supervisor' })
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana], supervises: [otavio] })
  const { page } = await signIn(otavio)
  await page.goto('/reports/intervals?range=custom&from=2026-01-01&to=2026-03-01')
  await expect(page.getByRole('alert')).toHaveText(
    'Longo demais: este relatório conta no máximo 31 dias por vez.',
  )
  await expect(page.getByRole('button', { name: 'CSV' })).toBeDisabled()
  await page.getByLabel('De', { exact: true }).fill('2026-03-02')
  await expect(page.getByRole('alert')).toHaveText('O último dia vem antes do primeiro.')
  await page.getByLabel('De', { exact: true }).fill('2026-02-28')
  await expect(page.getByText('Nada para contar neste período')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('De', { exact: true })).toHaveValue('2026-02-28')
})

test('NR-17: a break that is due soon is told beside the status, and no more once it is taken', async ({
  company,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  const installation = await company.call<{ breaks: object }>('GET', '/installation')
  const breaks = {
    ...installation.breaks,
    ...{ on: true, breaks: 1, length_seconds: 60, edge_seconds: 0, meal_seconds: 0 },
    ...{ short_shift_seconds: 0, warn_seconds: 7200 },
  }
  await company.call('PUT', '/installation', { ...installation, breaks })
  const shift = { start_seconds: 0, length_seconds: 3600, end_seconds: 0 }
  const users = await company.call<{ items: { id: string }[] }>('GET', '/users')
  const { id, ...user } = users.items.find(u => u.id === ana.id) ?? ana
  await company.call('PUT', `/users/${id}`, { ...user, shift })

  const desk = await signIn(ana)
  await desk.become('Online')
  await desk.page.reload()
  const due = desk.page.getByRole('status').filter({ hasText: /^Comece uma pausa até \d\d:\d\d$/ })
  await expect(due).toBeVisible()
  await desk.become('Em pausa')
  const answered = desk.page.waitForResponse('**/api/v1/breaks/warnings')
  await desk.page.reload()
  await answered
  await desk.ready()
  await expect(due).toBeHidden()
})

test('an agent has no reports', async ({ company, signIn }) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  const { page } = await signIn(ana)
  await expect(page.getByRole('link', { name: 'Relatórios' })).toHaveCount(0)
  await page.goto('/reports')
  await expect(page.getByText('Seu papel não inclui os relatórios')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: no serious fault for those who read or move otherwise`, async ({
    company,
    signIn,
    arrives,
  }) => {
    const { ana } = await smallDay({ company, signIn, arrives })
    const { page } = await signIn(company.admin, { colorScheme })
    const reports = new Reports(page)
    await reports.open()
    await expect(page.getByRole('img').first()).toBeVisible()
    await isAccessible(page)
    await reports.figure('Finalizados', 'Ana Ribeiro').click()
    await expect(reports.detail('Finalizados').getByRole('link')).toBeVisible()
    await isAccessible(page)
    await page.keyboard.press('Escape')
    for (const name of ['Filas', 'Intervalos', 'Dias', 'Pausas NR-17']) {
      await reports.turnTo(name)
      await isAccessible(page)
    }
    await page.getByRole('button', { name: 'Ana Ribeiro' }).click()
    await isAccessible(page)
    await page.goto(`/reports/day/${ana.id}`)
    await page.getByRole('button', { name: 'Corrigir o tempo' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await isAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.keyboard.press('Escape')
    await isAccessible(page)
    await page.goto('/reports/agents')
    await expect(reports.figure('Finalizados', 'Ana Ribeiro')).toBeVisible()
    await isAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
}

async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const download = await coming
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}
