import type { Page } from '@playwright/test'
import { password } from './support/company'
import { Desk } from './support/desk'
import { expect, test } from './support/test'

/** What the desk may transfer until a thread can be read, the sign-in page included: what is promised, less a margin. */
const budget = 285_000

test('Speed: from an empty cache a thread is on the screen within 300 kB', async ({
  company,
  browse,
  signIn,
  customer,
}, info) => {
  const ana = await company.person('Ana Ribeiro')
  const channel = await company.channel(await company.queue({ serves: [ana] }))
  const maria = await customer(channel)
  await maria.arrive('Maria Souza')
  for (let i = 1; i <= 12; i++) await maria.tell(`Pergunta número ${i}, com algumas palavras a mais.`)
  const before = await signIn(ana)
  await before.take('Maria Souza')
  await before.say('Uma resposta.')
  await expect(maria.bubble('Uma resposta.')).toBeVisible()

  const page = await (await browse()).newPage()
  const transferred = await count(page)
  const desk = new Desk(page, ana)
  await page.goto('/')
  await page.getByLabel('E-mail').fill(ana.email)
  await page.getByLabel('Senha', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  await desk.tab('Pendente').click()
  await desk.row('Maria Souza').click()
  await expect(desk.bubble('Uma resposta.')).toBeVisible()
  await expect(desk.composer).toBeEnabled()

  const parts = transferred()
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  const table = parts.sort((a, b) => b.bytes - a.bytes).map(part => `${part.bytes} ${part.what}`)
  await info.attach('transferred', { body: [`${bytes} of ${budget} bytes`, ...table].join('\n') })
  expect(bytes, 'nothing was measured').toBeGreaterThan(20_000)
  expect(bytes).toBeLessThanOrEqual(budget)
})

interface Part {
  what: string
  bytes: number
}

/** Counts what comes over the wire, headers and feed included. */
async function count(page: Page): Promise<() => Part[]> {
  const urls = new Map<string, string>()
  const parts: Part[] = []
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  wire.on('Network.requestWillBeSent', e => urls.set(e.requestId, new URL(e.request.url).pathname))
  wire.on('Network.loadingFinished', e =>
    parts.push({ what: urls.get(e.requestId) ?? '', bytes: e.encodedDataLength }),
  )
  wire.on('Network.webSocketFrameReceived', e =>
    parts.push({ what: 'feed', bytes: e.response.payloadData.length }),
  )
  return () => parts
}
