import { expect, test } from './support/test'

const evil = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'

test('HTML and script in names, messages and settings are words and nothing else', async ({
  company,
  signIn,
  customer,
}) => {
  const ana = await company.person('Ana <b>Ribeiro</b>')
  const queue = await company.queue({ name: 'Vendas <i>já</i>', serves: [ana] })
  const channel = await company.channel(queue, { title: '<b>Casa</b> Lume', greeting: evil, away: evil })
  const desk = await signIn(ana)
  const maria = await customer(channel)
  await maria.visit()
  await maria.open()
  await expect(maria.chat.getByText(evil).first()).toBeVisible()
  await maria.introduce(evil)
  await maria.tell(evil)
  await maria.tell('javascript:window.ran=1 e http://exemplo.com/"onmouseover="window.ran=1')

  await expect(desk.row(evil)).toBeVisible()
  await desk.take(evil)
  await expect(desk.bubble(evil)).toBeVisible()
  await expect(desk.log.locator('img, script')).toHaveCount(0)
  await expect(desk.log.locator('a[href^="javascript"], [onmouseover]')).toHaveCount(0)
  await desk.attach({
    name: '<img src=x onerror=window.ran=1>.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('olá'),
  })
  await desk.say(evil)
  await expect(maria.bubble(evil)).toHaveCount(2)
  await expect(maria.chat.locator('img, script:not([src])')).toHaveCount(0)

  await test.step('a page that claims to be a picture is refused or only downloaded', async () => {
    await maria.chat.locator('input[type=file]').setInputFiles({
      name: 'foto.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>'),
    })
    await expect(maria.chat.getByText(/foto\.svg/).first()).toBeVisible()
  })
  await desk.finish()
  await desk.page.getByRole('link', { name: /Histórico/ }).click()
  await desk.page.getByRole('searchbox').fill('<img')
  await expect(desk.page.getByRole('region', { name: 'Histórico' }).getByRole('listitem')).toContainText(evil)

  for (const page of [desk.page, maria.page]) {
    for (const frame of page.frames()) expect(await frame.evaluate(() => 'ran' in window)).toBe(false)
  }
})
