import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import { Company, type Person, password, type QueueOptions } from './company'
import { Customer } from './customer'
import { Databases } from './databases'
import { Desk } from './desk'
import { Line } from './proxy'
import { Server } from './server'

interface Visit extends BrowserContextOptions {
  /** Where the browser finds the server, when not straight at it. */
  at?: string
}

interface Shop {
  ana: Person
  channel: { id: string }
  desk: Desk
}

interface World {
  server: Server
  /** A company with its administrator and nothing else yet. */
  company: Company
  /** A person's browser. Whatever breaks in its scripts breaks the test. */
  browse: (visit?: Visit) => Promise<BrowserContext>
  /** A person signed in, the desk before them. */
  signIn: (person: Person, visit?: Visit) => Promise<Desk>
  /** Ana Ribeiro signed in, the one who serves the company's queue; its channel is the shop's door. */
  shop: (queue?: Omit<QueueOptions, 'serves'>, visit?: Visit) => Promise<Shop>
  /** A customer who has not visited the shop yet. */
  customer: (channel: { id: string }, visit?: Visit) => Promise<Customer>
  /** A customer who came, said who they are and told something. */
  arrives: (channel: { id: string }, name: string, words: string, visit?: Visit) => Promise<Customer>
  line: Line
}

/** A refusal by the server or a lost line, which the browser notes and the page handles. */
const expected = /^Failed to load resource: |^WebSocket connection to /

export interface Settings {
  /** Where the server of a journey keeps its rows. */
  database: 'sqlite' | 'postgres'
}

export const test = base.extend<World & Settings, { databases: Databases }>({
  database: ['sqlite', { option: true }],

  databases: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters
    async ({}, use) => {
      const databases = new Databases()
      await use(databases)
      await databases.stop()
    },
    { scope: 'worker' },
  ],

  server: async ({ database, databases }, use) => {
    const server = await Server.start(database === 'postgres' ? await databases.create() : undefined)
    await use(server)
    await server.remove()
  },

  company: async ({ server }, use) => {
    const company = new Company(server)
    await company.found()
    await use(company)
  },

  line: async ({ server }, use) => {
    const line = await Line.to(server.port)
    await use(line)
    await line.close()
  },

  browse: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = []
    const broken: string[] = []
    await use(async ({ at = server.url, ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: at,
        locale: 'pt-BR',
        timezoneId: 'America/Sao_Paulo',
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.push(context)
      context.on('weberror', e => broken.push(String(e.error().stack ?? e.error())))
      context.on('console', m => {
        if ((m.type() === 'error' || m.type() === 'warning') && !expected.test(m.text()))
          broken.push(m.text())
      })
      context.on('response', r => {
        if (r.status() === 404) broken.push(`not found: ${r.url()}`)
      })
      return context
    })
    for (const context of contexts) await context.close()
    expect(broken, 'what broke in the pages').toEqual([])
  },

  signIn: async ({ browse }, use) => {
    await use(async (person, visit) => {
      const context = await browse(visit)
      const answer = await context.request.post('/api/v1/session', {
        data: { email: person.email, password },
      })
      expect(answer.status()).toBe(200)
      const desk = new Desk(await context.newPage(), person)
      await desk.page.goto('/')
      await desk.ready()
      return desk
    })
  },

  shop: async ({ company, signIn }, use) => {
    await use(async (queue, visit) => {
      const ana = await company.person('Ana Ribeiro')
      const channel = await company.channel(await company.queue({ ...queue, serves: [ana] }))
      return { ana, channel, desk: await signIn(ana, visit) }
    })
  },

  customer: async ({ browse }, use) => {
    await use(async ({ id }, visit) => {
      const context = await browse(visit)
      return new Customer(await context.newPage(), id)
    })
  },

  arrives: async ({ customer }, use) => {
    await use(async (channel, name, words, visit) => {
      const who = await customer(channel, visit)
      await who.arrive(name)
      await who.tell(words)
      return who
    })
  },
})

export { expect, type Page }
