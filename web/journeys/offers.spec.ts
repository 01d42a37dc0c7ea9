import type { Desk } from './support/desk'
import { expect, test } from './support/test'

test('C-12: an offer counts down; it runs out, is declined, accepted, or withdrawn', async ({
  company,
  arrives,
  signIn,
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

  await test.step('it runs out', async () => {
    await anas.become('Online')
    await arrives(channel, 'Maria Souza', 'Oi!')
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
    await arrives(channel, 'João Prado', 'Alguém?')
    const desk = await ringing('João Prado')
    await card(desk, 'João Prado').getByRole('button', { name: 'Aceitar' }).click()
    await expect(desk.heading('João Prado')).toBeVisible()
    await expect(desk.composer).toBeEnabled()
    await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
  })
  await test.step('it is withdrawn from who goes away', async () => {
    await arrives(channel, 'Rita Lobo', 'Bom dia')
    const desk = await ringing('Rita Lobo')
    await desk.become('Invisível')
    await expect(card(desk, 'Rita Lobo')).toHaveCount(0)
    const other = desk === anas ? brunos : anas
    await expect(card(other, 'Rita Lobo')).toBeVisible()
  })
})

test('an offer that comes while a dialog is open is seen, heard and answered, and takes the focus from nobody', async ({
  shop,
  arrives,
}) => {
  const { channel, desk } = await shop({
    mode: 'push',
    delivery: 'offer',
    ring_seconds: 60,
    offer_retry_seconds: 3600,
  })
  const { page } = desk
  await desk.become('Online')
  const rings = async (name: string) => {
    await arrives(channel, name, 'Oi!')
    const ring = page.getByRole('alertdialog', { name: `Novo atendimento de ${name}` })
    await expect(ring).toBeVisible()
    return ring
  }
  const preferences = desk.dialog('Minha conta')
  const name = preferences.getByLabel('Nome')
  await page.getByRole('button', { name: 'Conta de Ana Ribeiro' }).click()
  await page.getByRole('menuitem', { name: 'Minha conta' }).click()
  await name.fill('Ana')

  await test.step('typing goes on, and it is told inside the dialog', async () => {
    const ring = await rings('Maria Souza')
    await name.press('End')
    await page.keyboard.type(' Luz')
    await expect(name).toHaveValue('Ana Luz')
    await expect(
      preferences
        .getByRole('alert')
        .filter({ hasText: /^Novo atendimento de Maria Souza em Vendas: \d+ segundos/ }),
    ).toBeAttached()
    await expect(ring.getByRole('button', { name: 'Recusar' })).toBeVisible()
  })
  await test.step('by key: there, back to the field, and declined; the dialog stays', async () => {
    const ring = page.getByRole('alertdialog')
    await page.keyboard.press('F8')
    await expect(ring.getByRole('button', { name: 'Aceitar' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(name).toBeFocused()
    await page.keyboard.press('F8')
    await page.keyboard.press('Tab')
    await expect(name, 'behind the offer comes the dialog, not the page under it').toBeFocused()
    await page.keyboard.press('F8')
    await page.keyboard.press('Shift+Tab')
    await expect(ring.getByRole('button', { name: 'Recusar' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(ring).toHaveCount(0)
    await expect(name).toBeFocused()
    await expect(name).toHaveValue('Ana Luz')
  })
  await test.step('by mouse: accepted over the dialog', async () => {
    const ring = await rings('João Prado')
    await ring.getByRole('button', { name: 'Aceitar' }).click()
    await expect(ring).toHaveCount(0)
    await expect(preferences).toBeVisible()
    await expect(desk.status).toHaveAccessibleName('Status: Online, 1 atendimento')
    await page.keyboard.press('Escape')
    await expect(desk.heading('João Prado')).toBeVisible()
  })
  await test.step('over the palette too, and from an open menu', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    const ring = await rings('Rita Lobo')
    await ring.getByRole('button', { name: 'Recusar' }).click()
    await expect(ring).toHaveCount(0)
    await page.keyboard.press('Escape')
    await desk.status.click()
    await expect(page.getByRole('menuitemradio').first()).toBeFocused()
    const last = await rings('Caio Melo')
    await page.keyboard.press('F8')
    await expect(last.getByRole('button', { name: 'Aceitar' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(desk.heading('Caio Melo')).toBeVisible()
  })
})
