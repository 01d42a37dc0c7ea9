import { expect, test } from './support/test'

test('NR-17: what is due is told to the agent and the supervisor until a pause that counts has begun', async ({
  company,
  signIn,
}) => {
  const { id: training } = await company.pauseReason('Treinamento')
  await company.pauseReason('Descanso')
  const ana = await company.person('Ana Ribeiro')
  await company.queue({ serves: [ana] })
  const installation = await company.call<object>('GET', '/installation')
  await company.call('PUT', '/installation', {
    ...installation,
    breaks: {
      on: true,
      breaks: 1,
      length_seconds: 600,
      edge_seconds: 0,
      meal_seconds: 1200,
      warn_seconds: 7200,
      short_shift_seconds: 0,
      short_breaks: 0,
    },
  })
  const { items } = await company.call<{ items: { id: string }[] }>('GET', '/users')
  const { id: _, ...row } = items.find(u => u.id === ana.id) ?? { id: '' }
  await company.call('PUT', `/users/${ana.id}`, {
    ...row,
    shift: { length_seconds: 3600, start_seconds: 0, end_seconds: 0 },
  })

  const { page: admin } = await signIn(company.admin)
  await test.step('what a pause counts as is chosen with its reason', async () => {
    await admin.goto(`/settings/reasons/${training}`)
    const counts = admin.getByRole('combobox', { name: 'Conta como' })
    await expect(counts).toHaveValue('Qualquer')
    await counts.click()
    await admin.getByRole('option', { name: 'Nenhum' }).click()
    await expect(admin.getByText('não vale como pausa por lei nem como refeição')).toBeVisible()
    await admin.getByRole('button', { name: 'Salvar', exact: true }).click()
    await expect(admin.getByRole('link', { name: /^Treinamento.*Conta como: Nenhum/ })).toBeVisible()
  })

  const desk = await signIn(ana)
  const { page } = desk
  const pause = async (reason: string) => {
    await desk.choose('Em pausa')
    await page
      .getByRole('dialog', { name: 'Qual o motivo da pausa?' })
      .getByRole('button', { name: reason })
      .click()
    await desk.is('Em pausa')
  }
  const own = page.getByText(/^Comece uma pausa até \d\d:\d\d$/)
  const mark = admin.locator(`[data-agent="${ana.id}"]`).getByText(/Pausa por lei: começar até \d\d:\d\d/)
  /** Both look anew: what holds is told to who comes, and to who stays within half a minute. */
  const look = async () => {
    await page.reload()
    await admin.goto('/room')
    await expect(desk.status).toBeVisible()
    await expect(admin.locator(`[data-agent="${ana.id}"]`)).toBeVisible()
  }

  await test.step('online: both are told, of the meal too', async () => {
    await desk.become('Online')
    await look()
    await expect(own).toBeVisible()
    await expect(page.getByText(/refeição até \d\d:\d\d/i)).toBeVisible()
    await expect(mark).toBeVisible()
    const due = /\d\d:\d\d/
    expect(due.exec(await own.innerText())?.[0]).toBe(due.exec(await mark.innerText())?.[0])
  })

  await test.step('a training is no break', async () => {
    await pause('Treinamento')
    await look()
    await expect(own).toBeVisible()
    await expect(mark).toBeVisible()
  })

  await test.step('a rest is', async () => {
    await desk.become('Online')
    await pause('Descanso')
    await look()
    await expect(own).toHaveCount(0)
    await expect(mark).toHaveCount(0)
  })

  await test.step('and the record of the day says both', async () => {
    await page.goto('/day')
    const record = page.getByTestId('breaks')
    await expect(record.getByText('Pausas: 0 de 1')).toBeVisible()
    await expect(record.getByRole('listitem').filter({ hasText: 'Treinamento' })).toContainText(
      'não conta como pausa por lei',
    )
    await expect(record.getByRole('listitem').filter({ hasText: 'Descanso' })).toContainText('em andamento')
  })
})
