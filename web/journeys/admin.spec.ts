import { password } from './support/company'
import { Customer } from './support/customer'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

test('the first start: one link, an administrator, a queue, a member, a channel, and a customer writes', {
  tag: '@both',
}, async ({ server, browse }) => {
  const context = await browse({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto('/setup?token=wrong')
  await expect(page.getByText('Este link já foi usado ou não vale mais.')).toBeVisible()

  await page.goto(`/setup?token=${await server.setupToken()}`)
  await page.getByLabel('Empresa').fill('Casa Lume')
  await page.getByLabel('Nome').fill('Marina Duarte')
  await page.getByLabel('E-mail').fill('marina@casa.example')
  await page.getByLabel('Senha', { exact: true }).fill('curta')
  await page.getByRole('button', { name: 'Criar e começar' }).click()
  await expect(page.getByText('A senha precisa de pelo menos 8 caracteres.')).toBeVisible()
  await expect(page.getByLabel('Empresa')).toHaveValue('Casa Lume')
  await page.getByLabel('Senha', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Criar e começar' }).click()

  await test.step('the guide', async () => {
    await expect(page.getByRole('heading', { name: 'Três passos até o primeiro cliente' })).toBeVisible()
    await page.getByRole('link', { name: 'Criar fila' }).click()
    await page.getByLabel('Nome', { exact: true }).fill('Vendas')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByRole('link', { name: /^Vendas/ })).toBeVisible()

    await page.getByRole('link', { name: 'Primeiros passos' }).click()
    await page.getByRole('link', { name: 'Incluir atendentes' }).click()
    await page.getByRole('checkbox', { name: 'Marina Duarte: Atende' }).check()
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByRole('link', { name: /^Vendas.*1 atendente/ })).toBeVisible()

    await page.getByRole('link', { name: 'Primeiros passos' }).click()
    await page.getByRole('link', { name: 'Criar canal' }).click()
    await page.getByLabel('Nome', { exact: true }).fill('Loja')
    await page.getByLabel('Título').fill('Fale com a Casa Lume')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
  })

  await expect(page.getByRole('heading', { name: 'Colocar no site' })).toBeVisible()
  await page.getByRole('button', { name: 'Copiar', exact: true }).first().click()
  const snippet = await page.evaluate(() => navigator.clipboard.readText())
  const channel = /data-channel="(\w+)"/.exec(snippet)?.[1] ?? ''
  expect(snippet).toMatch(/^<script async src="http:[^"]+\/widget\.js" data-channel="\w+"><\/script>$/)

  const preview = page.frameLocator('iframe[title="Prévia"]')
  await expect(preview.getByRole('heading', { name: 'Fale com a Casa Lume' })).toBeVisible()
  await expect(preview.getByText('Prévia: nada é enviado')).toBeVisible()
  await page.getByLabel('Título').fill('Oi da Lume')
  await expect(preview.getByRole('heading', { name: 'Oi da Lume' })).toBeVisible()
  await page.getByRole('button', { name: 'Salvar' }).click()
  await expect(page.getByText('Alterações não salvas')).toHaveCount(0)

  const maria = new Customer(await (await browse()).newPage(), channel)
  await maria.arrive('Maria Souza')
  await maria.tell('Primeira!')
  const desk = new Desk(page, { id: '', name: 'Marina Duarte', email: 'marina@casa.example' })
  await page.getByRole('link', { name: /Atividades/ }).click()
  await desk.become('Online')
  await expect(desk.tab('Pendente')).toHaveAccessibleName(/^Pendente 1/)
  await desk.open('Pendente', 'Maria Souza')
  await desk.say('Bem-vinda!')
  await expect(maria.bubble('Bem-vinda!')).toBeVisible()
})

test('settings: bad input stands beside its field and what was typed stays; another’s change is shown, not overwritten', async ({
  company,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const queue = await company.queue({ serves: [ana] })
  const { page } = await signIn(company.admin)

  await test.step('bad input', async () => {
    await page.goto('/settings/users/nobody')
    await expect(page.getByText('Isto não existe mais ou você não pode vê-lo.')).toBeVisible()
    await page.goto('/settings/users/new')
    await page.getByLabel('Nome', { exact: true }).fill('Caio Teles')
    await page.getByLabel('E-mail').fill('isto não é e-mail')
    await page.getByLabel('Senha', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByLabel('Nome', { exact: true })).toHaveValue('Caio Teles')
    await expect(page.getByLabel('E-mail')).toHaveValue('isto não é e-mail')
    await page.getByLabel('E-mail').fill(ana.email)
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true')
    await page.getByLabel('E-mail').fill('caio@casa.example')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByRole('link', { name: /^Caio Teles/ })).toBeVisible()

    await page.goto('/settings/queues/new')
    await page.getByLabel('Nome', { exact: true }).fill('   ')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByLabel('Nome', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  })

  await test.step('leaving asks', async () => {
    await page.getByRole('link', { name: 'Usuários' }).click()
    await page
      .getByRole('dialog', { name: 'Sair sem salvar?' })
      .getByRole('button', { name: 'Cancelar' })
      .click()
    await expect(page.getByRole('heading', { name: 'Nova fila' })).toBeVisible()
    await page.getByRole('link', { name: 'Usuários' }).click()
    await page.getByRole('button', { name: 'Sair sem salvar' }).click()
    await expect(page.getByRole('heading', { name: 'Usuários' })).toBeVisible()
  })

  await test.step('stale', async () => {
    await page.getByRole('link', { name: 'Filas' }).click()
    await page.getByRole('link', { name: /^Vendas/ }).click()
    await page.getByLabel('Nome', { exact: true }).fill('Vendas e reservas')
    const { items } = await company.call<{ items: { id: string }[] }>('GET', '/queues')
    const theirs = items.find(q => q.id === queue.id)
    const { id: _, ...body } = { ...theirs, name: 'Vendas Sul' } as { id: string }
    await company.call('PUT', `/queues/${queue.id}`, body)
    await page.getByRole('button', { name: 'Salvar' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'Alguém alterou isto enquanto você editava.' })
    await expect(told).toContainText('Vendas Sul')
    await expect(page.getByLabel('Nome', { exact: true })).toHaveValue('Vendas e reservas')
    await told.getByRole('button', { name: 'Continuar com o que digitei' }).click()
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByRole('link', { name: /^Vendas e reservas/ })).toBeVisible()
  })

  await page.getByRole('link', { name: 'Alterações' }).click()
  await expect(page.getByRole('main')).toContainText('Marina Duarte criou o usuário Caio Teles')
})

test('settings are for administrators', async ({ company, signIn }) => {
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  const { page } = await signIn(ana)
  await expect(page.getByRole('link', { name: 'Configurações' })).toHaveCount(0)
  await page.goto('/settings/users')
  await expect(page.getByText('Você não tem permissão para isto.')).toBeVisible()
})
