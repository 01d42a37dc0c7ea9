import type { Desk } from './support/desk'
import { expect, test } from './support/test'

test('C-12: an offer counts down; it runs out, is declined, accepted, or withdrawn', async ({
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
  const card = (desk: Desk, who: string) =>
    desk.page.getByRole('alertdialog', { name: `Novo atendimento de ${who}` })
  /** The one desk where it rings. */
  const ringing = async (who: string): Promise<Desk> => {
    const ringsAt = async (desk: Desk) => ((await card(desk, who).count()) > 0 ? [desk] : [])
    const all = async () => [...(await ringsAt(anas)), ...(await ringsAt(brunos))]
    await expect.poll(async () => (await all()).length).toBe(1)
    return (await all())[0] ?? anas
  }
  const arrives = async (name: string, words: string) => {
    const who = await customer(channel)
    await who.arrive(name)
    await who.tell(words)
  }

  await test.step('it runs out', async () => {
    await anas.become('Online')
    await arrives('Maria Souza', 'Oi!')
    const ring = card(anas, 'Maria Souza')
    await expect(ring).toContainText('Vendas')
    await expect(ring).toContainText('Oi!')
    await expect(ring.getByRole('timer')).toHaveText(/^[1-6] s$/)
    await expect(anas.status).toHaveAccessibleName('Status: Online, 0 atendimentos')
    await expect(ring).toHaveCount(0)
    await expect(anas.row('Maria Souza')).toBeVisible()
    await anas.is('Online')
  })
  await test.step('it is declined', async () => {
    await brunos.become('Online')
    await card(brunos, 'Maria Souza').getByRole('button', { name: 'Recusar' }).click()
    await expect(card(brunos, 'Maria Souza')).toHaveCount(0)
    await brunos.is('Online')
  })
  await test.step('it is accepted', async () => {
    await arrives('João Prado', 'Alguém?')
    const desk = await ringing('João Prado')
    await card(desk, 'João Prado').getByRole('button', { name: 'Aceitar' }).click()
    await expect(desk.heading('João Prado')).toBeVisible()
    await expect(desk.composer).toBeEnabled()
    await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
  })
  await test.step('it is withdrawn from who goes away', async () => {
    await arrives('Rita Lobo', 'Bom dia')
    const desk = await ringing('Rita Lobo')
    await desk.become('Invisível')
    await expect(card(desk, 'Rita Lobo')).toHaveCount(0)
    const other = desk === anas ? brunos : anas
    await expect(card(other, 'Rita Lobo')).toBeVisible()
  })
})
