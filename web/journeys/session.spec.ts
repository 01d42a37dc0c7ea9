import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from './support/test'

const day = 24 * 60 * 60

/** Makes every session look as if it had not been used for so long. */
async function age(database: string | undefined, seconds: number): Promise<void> {
  const earlier = `created_at = created_at - ${seconds * 1000}, used_at = used_at - ${seconds * 1000}`
  await promisify(execFile)('psql', ['-q', '-c', `UPDATE sessions SET ${earlier}`, database ?? ''])
}

test('S-32: a login older than 24 hours goes on, renewed by itself; one unused for a month asks anew, and keeps the draft', {
  tag: '@postgres',
}, async ({ shop, arrives, server }) => {
  const { channel, desk } = await shop()
  const maria = await arrives(channel, 'Maria Souza', 'Um')
  await desk.take('Maria Souza')
  await desk.composer.fill('Dois')
  const context = desk.page.context()
  /** How many days the browser keeps the login. */
  const left = async () => Math.round(((await cookie()).expires - Date.now() / 1000) / day)
  const cookie = async () => {
    const found = (await context.cookies()).find(c => c.name === 'pronto_session')
    if (!found) throw new Error('nobody is signed in')
    return found
  }

  await server.kill()
  await age(server.database, 2 * day)
  const held = await cookie()
  await context.addCookies([{ ...held, expires: held.expires - 2 * day }])
  expect(await left()).toBe(28)
  await server.run()
  await expect(desk.composer).toBeEnabled()
  await desk.composer.press('Enter')
  await expect(maria.bubble('Dois')).toBeVisible()
  await expect.poll(left).toBe(30)
  expect((await cookie()).value).toBe(held.value)

  await desk.composer.fill('Três')
  await server.kill()
  await age(server.database, 30 * day)
  await server.run()
  await expect(desk.page.getByRole('heading', { name: 'Entrar no Pronto' })).toBeVisible()
  await desk.signIn()
  await desk.open('Pendente', 'Maria Souza')
  await expect(desk.composer).toHaveValue('Três')
})
