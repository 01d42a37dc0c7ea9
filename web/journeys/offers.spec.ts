import { expect, test } from './support/test'

test('C-12: an offer counts down; it can be declined, accepted, or runs out', async ({
  company,
  signIn,
  customer,
}) => {
  const ana = await company.person('Ana Ribeiro')
  const bruno = await company.person('Bruno Lacerda')
  const queue = await company.queue({
    mode: 'push',
    delivery: 'offer',
    ring_seconds: 6,
    offer_retry_seconds: 3600,
    serves: [ana, bruno],
  })
  const channel = await company.channel(queue)
  const anas = await signIn(ana)
  const brunos = await signIn(bruno)
  const card = (desk: typeof anas) => desk.page.getByRole('alertdialog', { name: 'Novo atendimento de Maria Souza' })

  await anas.become('Online')
  const maria = await customer(channel)
  await maria.arrive('Maria Souza')
  await maria.tell('Oi!')
  await expect(card(anas)).toContainText('Vendas')
  await expect(card(anas)).toContainText('Oi!')
  await expect(card(anas).getByRole('timer')).toHaveText(/^[1-6] s$/)
  await expect(anas.status).toHaveAccessibleName('Status: Online, 0 atendimentos')
  await test.step('it runs out', async () => {
    await expect(card(anas)).toHaveCount(0)
    await expect(anas.row('Maria Souza')).toBeVisible()
    await anas.is('Online')
  })
  await test.step('it is declined', async () => {
    await brunos.become('Online')
    await card(brunos).getByRole('button', { name: 'Recusar' }).click()
    await expect(card(brunos)).toHaveCount(0)
    await brunos.is('Online')
  })
  await test.step('it is accepted', async () => {
    const joao = await customer(channel)
    await joao.arrive('João Prado')
    await joao.tell('Alguém?')
    const offered = [anas, brunos].map(desk =>
      desk.page.getByRole('alertdialog', { name: 'Novo atendimento de João Prado' }),
    )
    const first = offered[0]?.or(offered[0]) // whoever was idle longest is asked first
    await expect
      .poll(async () => (await offered[0]?.count() ?? 0) + (await offered[1]?.count() ?? 0))
      .toBe(1)
    expect(first).toBeDefined()
    const asked = (await offered[0]?.count()) === 1 ? 0 : 1
    await offered[asked]?.getByRole('button', { name: 'Aceitar' }).click()
    const desk = asked === 0 ? anas : brunos
    await expect(desk.heading('João Prado')).toBeVisible()
    await expect(desk.composer).toBeEnabled()
    await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
  })
  await test.step('a pause withdraws what is offered', async () => {
    const rita = await customer(channel)
    await rita.arrive('Rita Lobo')
    await rita.tell('Bom dia')
    const cards = [anas, brunos].map(desk => ({
      desk,
      card: desk.page.getByRole('alertdialog', { name: 'Novo atendimento de Rita Lobo' }),
    }))
    await expect.poll(async () => (await Promise.all(cards.map(c => c.card.count()))).reduce((a, b) => a + b)).toBe(1)
    const counts = await Promise.all(cards.map(c => c.card.count()))
    const asked = cards[counts.indexOf(1)]
    await asked?.desk.become('Invisível')
    await expect(asked?.card ?? anas.row('none')).toHaveCount(0)
  })
})
