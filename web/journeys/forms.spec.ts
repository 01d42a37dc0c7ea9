import type { Page } from '@playwright/test'
import { expect, test } from './support/test'

/** Fields that the browser would speak of in its own language, whatever the desk's is. */
const browsers = (page: Page) =>
  page.evaluate(() => [...document.forms].filter(f => !f.noValidate && !f.checkValidity()).length)

test('what is missing in a form is said by the desk, in its language, and the cursor stands there', async ({
  company,
  browse,
  signIn,
}) => {
  const ana = await company.person('Ana Ribeiro')

  await test.step('at the door, in Swedish', async () => {
    const page = await (await browse({ locale: 'sv-SE' })).newPage()
    await page.goto('/')
    await page.getByRole('button', { name: 'Logga in' }).click()
    await expect(page.getByText('Fyll i det här.')).toHaveCount(2)
    await expect(page.getByLabel('E-post')).toBeFocused()
    expect(await browsers(page)).toBe(0)
    await page.keyboard.type('ana@casa.example')
    await expect(page.getByText('Fyll i det här.')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Lösenord', { exact: true })).toBeFocused()
  })
  await test.step('in one’s own account', async () => {
    const { page } = await signIn(ana)
    await page.getByRole('button', { name: 'Conta de Ana Ribeiro' }).click()
    await page.getByRole('menuitem', { name: 'Minha conta' }).click()
    const account = page.getByRole('dialog', { name: 'Minha conta' })
    await account.getByLabel('Nome').fill('')
    await account.getByRole('button', { name: 'Salvar' }).click()
    await expect(account.getByText('Preencha este campo.')).toBeVisible()
    await expect(account.getByLabel('Nome')).toBeFocused()
    await account.getByLabel('Senha atual', { exact: true }).fill('luz morna 42')
    await account.getByLabel('Senha nova', { exact: true }).fill('curta')
    await account.getByRole('button', { name: 'Trocar a senha' }).click()
    await expect(account.getByText('A senha precisa de pelo menos 8 caracteres.')).toBeVisible()
    await expect(account.getByLabel('Senha nova', { exact: true })).toBeFocused()
    expect(await browsers(page)).toBe(0)
  })
})
