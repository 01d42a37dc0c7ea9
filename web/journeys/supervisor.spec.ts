import type { Locator, Page } from '@playwright/test'
import { isAccessible } from './support/accessible'
import type { Company, Person } from './support/company'
import type { Desk } from './support/desk'
import { expect, test } from './support/test'

/** What is said of an event must be on the supervisor's screen within this. */
const atOnce = { timeout: 1_000 }

/** The supervisor's live room in one tab. */
class Room {
  readonly page: Page

  constructor(desk: Desk) {
    this.page = desk.page
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Sala ao vivo' }).click()
    await expect(this.page.getByRole('heading', { name: 'Sala ao vivo' })).toBeVisible()
    await expect(this.page.locator('[aria-busy=true]')).toHaveCount(0)
  }

  tab(name: 'Agentes' | 'Sessões Ativas' | 'Filas'): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) })
  }

  agent(who: Person): Locator {
    return this.page.locator(`[data-agent="${who.id}"]`)
  }

  session(who: string): Locator {
    return this.page.locator('[data-session]').filter({ hasText: who })
  }

  queue(name: string): Locator {
    return this.page.locator('[data-queue]').filter({ hasText: name })
  }

  async act(on: string, what: string): Promise<void> {
    await this.page.getByRole('button', { name: `Ações para ${on}` }).click()
    await this.page.getByRole('menuitem', { name: what }).click()
  }

  /** What can be done with somebody; the menu is closed again. */
  async acts(on: string): Promise<string[]> {
    await this.page.getByRole('button', { name: `Ações para ${on}` }).click()
    const menu = this.page.getByRole('menu')
    await expect(menu).toBeVisible()
    const names = await menu.getByRole('menuitem').allInnerTexts()
    await this.page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
    return names
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name })
  }
}

/** Ana and Bruno in two queues, and Otávio who supervises both. */
async function team(company: Company, mode: 'pull' | 'push' = 'push') {
  const ana = await company.person('Ana Ribeiro', { limit: 3 })
  const bruno = await company.person('Bruno Lima')
  const otavio = await company.person('Otávio Reis', { role: 'supervisor' })
  const vendas = await company.queue({ mode, serves: [ana, bruno], supervises: [otavio] })
  const suporte = await company.queue({ name: 'Suporte', serves: [bruno], supervises: [otavio] })
  const channel = await company.channel(vendas)
  return { ana, bruno, otavio, vendas, suporte, channel }
}

test('S-37 S-38 S-40 S-43 S-44: agents by label, changed within a second of the event; Offline has a list of its own', {
  tag: '@both',
}, async ({ company, signIn }) => {
  await company.pauseReason('Almoço', 3600)
  const { ana, bruno, otavio } = await team(company)
  const desk = await signIn(ana)
  const room = new Room(await signIn(otavio))
  await room.open()
  await expect(room.page.getByText('Nenhum agente conectado agora')).toBeVisible()

  await desk.become('Online')
  await expect(room.agent(ana)).toContainText('Disponível', atOnce)
  await desk.choose('Em pausa')
  await desk.dialog('Qual o motivo da pausa?').getByRole('button', { name: 'Almoço' }).click()
  await desk.is('Em pausa')
  await expect(room.agent(ana)).toContainText('Pausa', atOnce)
  await expect(room.agent(ana)).toContainText('Almoço')
  await expect(room.agent(ana)).toContainText('de 1:00:00')

  await test.step('who leaves stays in their place until the next look, and stands in the Offline list', async () => {
    await desk.become('Invisível')
    await expect(room.agent(ana)).toContainText('Offline', atOnce)
    await expect(room.agent(ana)).toContainText('saiu desta lista')
    await room.page.getByRole('button', { name: /^Ver Agentes Offline/ }).click()
    await expect(room.page.getByRole('table', { name: 'Agentes Offline' })).toBeVisible()
    await expect(room.agent(ana)).toContainText('Offline')
    await expect(room.agent(bruno)).toContainText('Offline')
    await room.page.getByRole('button', { name: /^Ver agentes conectados/ }).click()
    await expect(room.agent(ana)).toHaveCount(0)
  })

  await test.step('filters, and nothing found', async () => {
    await desk.become('Online')
    await expect(room.agent(ana)).toBeVisible()
    await room.page.getByRole('searchbox', { name: 'Buscar agente' }).fill('bru')
    await expect(room.page.getByText('Nada com estes filtros')).toBeVisible()
    await room.page.getByRole('button', { name: 'Limpar filtros' }).click()
    await expect(room.agent(ana)).toBeVisible()
    await room.queue('Suporte').getByRole('button', { name: 'Suporte' }).click()
    await expect(room.agent(ana)).toHaveCount(0)
  })
})

test('S-39 S-42: an attendance never changes the label; a broken connection does', async ({
  company,
  arrives,
  signIn,
  line,
}) => {
  test.setTimeout(150_000) // a silent line is noticed after 45 seconds
  const { ana, otavio, channel } = await team(company)
  const desk = await signIn(ana, { at: line.url })
  await desk.become('Online')
  const room = new Room(await signIn(otavio))
  await room.open()
  await arrives(channel, 'Maria Souza', 'Oi, tudo bem?')
  await expect(room.agent(ana)).toContainText('1/3')
  await expect(room.agent(ana)).toContainText('Disponível')
  await room.tab('Sessões Ativas').click()
  await expect(room.session('Maria Souza')).toContainText('Cliente: Oi, tudo bem?')
  await expect(room.session('Maria Souza')).toContainText('Ana Ribeiro')
  await expect(room.session('Maria Souza').locator('[data-waits=true]')).toBeVisible()
  await desk.open('Pendente', 'Maria Souza')
  await desk.say('Tudo, e com você?')
  await expect(room.session('Maria Souza')).toContainText('respondido', atOnce)
  line.fallSilent()
  await expect(room.session('Maria Souza')).toContainText('Inativo', { timeout: 65_000 })
  await room.tab('Agentes').click()
  await expect(room.agent(ana)).toContainText('Inativo')
})

test('who looks on is not seen; a whisper reaches the agent and never the customer', async ({
  company,
  arrives,
  signIn,
}) => {
  const { ana, otavio, channel } = await team(company)
  const desk = await signIn(ana)
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Tem desconto à vista?')
  await desk.open('Pendente', 'Maria Souza')
  await desk.say('Vou verificar.')
  await expect(maria.bubble('Vou verificar.')).toBeVisible()
  const before = await maria.log.innerText()

  const room = new Room(await signIn(otavio))
  await room.open()
  await room.tab('Sessões Ativas').click()
  await room.session('Maria Souza').getByRole('link').click()
  await expect(room.page.getByRole('note')).toContainText(
    'Você acompanha o atendimento de Ana Ribeiro. O cliente não vê você.',
  )
  await expect(room.page.getByRole('textbox', { name: /^Mensagem para/ })).toHaveCount(0)
  const box = room.page.getByRole('textbox', { name: 'Sussurro para Ana Ribeiro' })
  await box.fill('Pode dar 10% à vista.')
  await box.press('Enter')
  await expect(box).toHaveValue('')
  await expect(room.page.locator('[data-whisper]')).toContainText('Seu sussurro · só a equipe vê')

  const heard = desk.page.locator('[data-whisper]')
  await expect(heard).toContainText('Pode dar 10% à vista.', atOnce)
  await expect(heard).toContainText('Sussurro de Otávio Reis · só a equipe vê')
  await desk.page.reload()
  await expect(heard).toContainText('Pode dar 10% à vista.')

  await desk.say('Dá para fazer 10% à vista.')
  await expect(maria.bubble('Dá para fazer 10% à vista.')).toBeVisible()
  await expect(maria.bubble('Pode dar')).toHaveCount(0)
  await maria.page.reload()
  await expect(maria.bubble('Dá para fazer 10% à vista.')).toBeVisible()
  const after = await maria.log.innerText()
  expect(after).not.toContain('Pode dar')
  expect(after).not.toContain('Otávio')
  expect(before).not.toContain('Otávio')
})

test('moved to a person, who is able or else why not; taken over; each side sees by whom', async ({
  company,
  arrives,
  signIn,
}) => {
  const { ana, bruno, otavio, channel } = await team(company)
  const desk = await signIn(ana)
  await desk.become('Online')
  const maria = await arrives(channel, 'Maria Souza', 'Quero trocar um produto')
  await desk.open('Pendente', 'Maria Souza')

  const room = new Room(await signIn(otavio))
  await room.open()
  await room.tab('Sessões Ativas').click()
  const moving = room.dialog('Mover o atendimento de Maria Souza')

  await test.step('one who cannot receive says why', async () => {
    await room.act('Maria Souza', 'Mover…')
    await expect(moving.getByRole('radio', { name: /Bruno Lima/ })).toBeDisabled()
    await expect(moving.getByText('fora desta fila')).toBeVisible()
    await moving.getByRole('button', { name: 'Cancelar' }).click()
  })
  const second = await signIn(bruno)
  await second.become('Online')
  await room.act('Maria Souza', 'Mover…')
  await moving.getByRole('radio', { name: /Bruno Lima/ }).check()
  await moving.getByRole('button', { name: 'Mover' }).click()
  await expect(told(room, 'Maria Souza foi para Bruno Lima')).toBeVisible()
  await expect(room.session('Maria Souza')).toContainText('Bruno Lima')
  await expect(told(desk, 'Otávio Reis tirou de você o atendimento de Maria Souza')).toBeVisible()
  await expect(told(second, 'Otávio Reis passou a você o atendimento de Maria Souza')).toBeVisible()
  await expect(second.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)

  await room.session('Maria Souza').getByRole('link').click()
  await room.page.getByRole('note').getByRole('button', { name: 'Assumir…' }).click()
  await room.dialog('Assumir o atendimento de Maria Souza?').getByRole('button', { name: 'Assumir' }).click()
  const composer = room.page.getByRole('textbox', { name: 'Mensagem para Maria Souza' })
  await composer.fill('Aqui é o Otávio, vou resolver.')
  await composer.press('Enter')
  await expect(maria.bubble('Aqui é o Otávio, vou resolver.')).toBeVisible()
  await expect(second.tab('Pendente')).toHaveAccessibleName(/^Pendente 0/)
  await expect(told(second, 'Otávio Reis tirou de você o atendimento de Maria Souza')).toBeVisible()
})

test('an agent is drained by an hour, that is taken back, and drained now', {
  tag: '@both',
}, async ({ company, arrives, signIn }) => {
  const { ana, otavio, channel } = await team(company)
  const desk = await signIn(ana)
  await desk.become('Online')
  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  const room = new Room(await signIn(otavio))
  await room.open()
  const draining = room.dialog('Esvaziar Ana Ribeiro')

  await room.act('Ana Ribeiro', 'Esvaziar…')
  await draining.getByRole('radio', { name: 'Em um horário' }).check()
  await draining.getByRole('button', { name: 'Esvaziar', exact: true }).click()
  await expect(room.agent(ana)).toContainText(/Esvazia às \d\d:\d\d por Otávio Reis/)
  await expect(desk.page.getByText('Decidido por Otávio Reis')).toBeVisible()
  await room.act('Ana Ribeiro', 'Cancelar o esvaziamento')
  await expect(room.agent(ana)).not.toContainText('Esvazia')

  await room.act('Ana Ribeiro', 'Esvaziar…')
  await expect(draining).toContainText('Agora: 1 atendimento volta para a fila')
  await draining.getByRole('button', { name: 'Esvaziar', exact: true }).click()
  await expect(room.agent(ana)).toContainText('0/3')
  await expect(room.agent(ana)).toContainText('Esvaziado, não recebe')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 0/)
  await expect(room.queue('Vendas').locator('div', { hasText: 'Podem receber' }).locator('dd')).toHaveText(
    '0',
  )

  await test.step('why the oldest waits, asked on the spot', async () => {
    await room.queue('Vendas').getByRole('button', { name: 'Por que a mais antiga espera?' }).click()
    await expect(room.queue('Vendas').getByRole('status')).toContainText('0 de 2')
  })
})

test('C-27: only with its permission is an agent’s status set, by a named person; signing out is asked first', async ({
  company,
  signIn,
}) => {
  await company.pauseReason('Treinamento')
  const { ana, otavio } = await team(company)
  const desk = await signIn(ana)
  await desk.become('Online')
  const room = new Room(await signIn(otavio))
  await room.open()
  expect(await room.acts('Ana Ribeiro')).toEqual(['Ver agente', 'Esvaziar…', 'Desconectar…'])
  const refused = await room.page.request.put(`/api/v1/agents/${ana.id}/status`, {
    data: { status: 'invisible' },
    headers: { Origin: new URL(room.page.url()).origin },
  })
  expect(refused.status()).toBe(403)

  await grant(company, 'supervisor', 'agent.set_status')
  await expect.poll(() => room.acts('Ana Ribeiro')).toContain('Mudar o status…')
  await room.act('Ana Ribeiro', 'Mudar o status…')
  const setting = room.dialog('Mudar o status de Ana Ribeiro')
  await setting.getByRole('radio', { name: 'Em pausa' }).check()
  await expect(setting.getByRole('button', { name: 'Mudar o status' })).toBeDisabled()
  await setting.getByRole('combobox', { name: 'Motivo da pausa' }).selectOption('Treinamento')
  await setting.getByRole('button', { name: 'Mudar o status' }).click()
  await expect(room.agent(ana)).toContainText('Treinamento', atOnce)
  await expect(room.agent(ana)).toContainText('Status por Otávio Reis')
  await desk.is('Em pausa')

  await room.act('Ana Ribeiro', 'Desconectar…')
  const asking = room.dialog('Desconectar Ana Ribeiro?')
  await asking.getByRole('button', { name: 'Cancelar' }).click()
  await desk.is('Em pausa')
  await room.act('Ana Ribeiro', 'Desconectar…')
  await asking.getByRole('button', { name: 'Desconectar' }).click()
  await expect(desk.page.getByRole('status')).toContainText(/^Otávio Reis desconectou você às \d\d:\d\d/)
  await expect(desk.page.getByLabel('Senha', { exact: true })).toBeVisible()
  await expect(room.agent(ana)).toContainText('Offline')
})

test('the room as it was at a past second, with a way back to now', async ({ company, arrives, signIn }) => {
  const { ana, otavio, channel } = await team(company)
  const desk = await signIn(ana)
  await desk.become('Online')
  await arrives(channel, 'Maria Souza', 'Oi')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  const second = Math.ceil(Date.now() / 1000) * 1000
  await expect.poll(() => Date.now()).toBeGreaterThan(second)
  await desk.become('Invisível')

  const room = new Room(await signIn(otavio))
  const { page } = room
  await room.open()
  await expect(room.agent(ana)).toHaveCount(0)
  await page.getByRole('button', { name: 'Voltar no tempo' }).click()
  const wall = new Intl.DateTimeFormat('sv', {
    timeZone: 'America/Sao_Paulo',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(second)
  await page.getByLabel('Data e hora').fill(wall.replace(' ', 'T'))
  await page.getByRole('button', { name: 'Ver a sala nesse instante' }).click()
  await expect(page.getByText(/^A sala como estava em/)).toContainText(wall.slice(11))
  await expect(room.agent(ana)).toContainText('Disponível')
  expect(await room.acts('Ana Ribeiro')).toEqual(['Ver agente'])
  await room.act('Ana Ribeiro', 'Ver agente')
  await expect(page.getByRole('region', { name: 'Agente Ana Ribeiro' })).toContainText('Atendimentos (1)')
  await isAccessible(page)
  await page.getByRole('button', { name: '60 s antes' }).click()
  await expect(room.agent(ana)).toHaveCount(0)
  await page.getByRole('button', { name: 'Voltar ao agora' }).click()
  await page.getByRole('button', { name: /^Ver Agentes Offline/ }).click()
  await expect(room.agent(ana)).toContainText('Offline')
})

test('an agent has no room', async ({ company, signIn }) => {
  const { ana } = await team(company)
  const desk = await signIn(ana)
  await expect(desk.page.getByRole('link', { name: 'Sala ao vivo' })).toHaveCount(0)
  await desk.page.goto('/room')
  await expect(desk.page.getByText('Seu papel não inclui a sala ao vivo')).toBeVisible()
})

test('by keyboard: through the rows, into an agent, and to the wallboard and back', async ({
  company,
  signIn,
}) => {
  const { ana, bruno, otavio } = await team(company)
  await (await signIn(ana)).become('Online')
  await (await signIn(bruno)).become('Online')
  const room = new Room(await signIn(otavio))
  const { page } = room
  await page.keyboard.press('v')
  await expect(room.agent(bruno)).toBeVisible()
  await room
    .agent(ana)
    .getByRole('button', { name: /^Ana Ribeiro/ })
    .focus()
  await page.keyboard.press('ArrowDown')
  await expect(room.agent(bruno).getByRole('button', { name: /^Bruno Lima/ })).toBeFocused()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('region', { name: 'Agente Bruno Lima' })
  await expect(panel).toContainText('Suporte')
  await expect(panel).toBeFocused()
  const acts = panel.getByRole('button', { name: 'Ações para Bruno Lima' })
  await acts.press('Enter')
  await page.getByRole('menuitem', { name: 'Esvaziar…' }).press('Enter')
  await expect(room.dialog('Esvaziar Bruno Lima')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(acts).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(room.agent(bruno).getByRole('button', { name: /^Bruno Lima/ })).toBeFocused()
  await page.getByRole('link', { name: 'Painel de parede' }).click()
  await expect(page.getByRole('row', { name: /^Vendas/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(room.tab('Agentes')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: no serious fault for those who read or move otherwise`, async ({
    company,
    arrives,
    signIn,
  }) => {
    await company.pauseReason('Almoço', 1)
    await grant(company, 'supervisor', 'agent.set_status')
    const { ana, bruno, otavio, channel } = await team(company)
    const desk = await signIn(ana)
    await desk.become('Online')
    await arrives(channel, 'Maria Souza', 'Vocês entregam em Curitiba?')
    await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
    const second = await signIn(bruno)
    await second.choose('Em pausa')
    await second.dialog('Qual o motivo da pausa?').getByRole('button', { name: 'Almoço' }).click()
    const room = new Room(await signIn(otavio, { colorScheme }))
    const { page } = room
    await room.open()
    await expect(room.agent(bruno)).toContainText('passou')
    await isAccessible(page)
    for (const [act, title] of [
      ['Mudar o status…', 'Mudar o status de Bruno Lima'],
      ['Esvaziar…', 'Esvaziar Bruno Lima'],
      ['Desconectar…', 'Desconectar Bruno Lima?'],
    ] as const) {
      await room.act('Bruno Lima', act)
      await expect(room.dialog(title)).toBeVisible()
      await isAccessible(page)
      await page.keyboard.press('Escape')
    }
    await room
      .agent(ana)
      .getByRole('button', { name: /^Ana Ribeiro/ })
      .click()
    await expect(page.getByRole('region', { name: 'Agente Ana Ribeiro' })).toBeVisible()
    await isAccessible(page)
    await page.getByRole('button', { name: 'Fechar o agente' }).click()
    await room.tab('Sessões Ativas').click()
    await isAccessible(page)
    await room.act('Maria Souza', 'Mover…')
    await expect(room.dialog('Mover o atendimento de Maria Souza')).toContainText('em pausa')
    await isAccessible(page)
    await page.keyboard.press('Escape')
    await room.session('Maria Souza').getByRole('link').click()
    const box = page.getByRole('textbox', { name: 'Sussurro para Ana Ribeiro' })
    await box.fill('Frete grátis para Curitiba.')
    await box.press('Enter')
    await expect(page.locator('[data-whisper]')).toBeVisible()
    await isAccessible(page)
    await page.goto('/room/wall')
    await expect(page.getByRole('row', { name: /^Vendas/ })).toBeVisible()
    await isAccessible(page)
  })
}

const told = ({ page }: { page: Page }, text: string) => page.getByText(text)

/** Gives a role one permission more. */
async function grant(company: Company, role: string, permission: string): Promise<void> {
  interface Row {
    id: string
    name: string
    permissions: string[]
    rev: number
  }
  const { items } = await company.call<{ items: Row[] }>('GET', '/roles')
  const row = items.find(r => r.id === role)
  if (!row) throw new Error(`no role ${role}`)
  const { name, rev } = row
  await company.call('PUT', `/roles/${role}`, { name, rev, permissions: [...row.permissions, permission] })
}
