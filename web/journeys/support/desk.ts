import { expect, type Locator, type Page } from '@playwright/test'
import { type Person, password } from './company'

export type Status = 'Online' | 'Em pausa' | 'Invisível'

/** The desk in one tab, as the person at it sees it. */
export class Desk {
  constructor(
    readonly page: Page,
    readonly person: Person,
  ) {}

  // Coming in.

  async signIn(): Promise<void> {
    await this.page.goto('/')
    await this.page.getByLabel('E-mail').fill(this.person.email)
    await this.page.getByLabel('Senha', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Entrar', exact: true }).click()
    await this.ready()
  }

  /** The lists are there and the feed is live. */
  async ready(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Atividades' })).toBeVisible()
    await expect(this.page.locator('[aria-busy]')).toHaveCount(0)
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: `Conta de ${this.person.name}` }).click()
    await this.page.getByRole('menuitem', { name: 'Sair' }).click()
  }

  // Status.

  get status(): Locator {
    return this.page.getByRole('button', { name: /^Status:/ })
  }

  get stopwatch(): Locator {
    return this.page.getByRole('timer', { name: 'Tempo em pausa' })
  }

  async choose(status: Status): Promise<void> {
    await this.status.click()
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${status}`) }).click()
  }

  async become(status: Status): Promise<void> {
    await this.choose(status)
    await this.is(status)
  }

  async is(status: Status): Promise<void> {
    await expect(this.status).toHaveAccessibleName(new RegExp(`^Status: ${status},`))
  }

  // Lists.

  tab(name: 'Na fila' | 'Pendente'): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) })
  }

  get rows(): Locator {
    return this.page.locator('[data-conversation]')
  }

  row(who: string): Locator {
    return this.rows.filter({ hasText: who })
  }

  /** Opens a row of one of the two lists. */
  async open(list: 'Na fila' | 'Pendente', who: string): Promise<void> {
    await this.tab(list).click()
    await this.row(who).click()
    await expect(this.heading(who)).toBeVisible()
  }

  heading(who: string): Locator {
    return this.thread.getByRole('heading', { name: who })
  }

  get takeButton(): Locator {
    return this.page.getByRole('button', { name: 'Assumir' })
  }

  async take(who: string): Promise<void> {
    await this.open('Na fila', who)
    await this.takeButton.click()
    await expect(this.composer).toBeEnabled()
  }

  // The thread.

  get thread(): Locator {
    return this.page.getByRole('region', { name: 'Conversa' })
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Conversa' })
  }

  get bubbles(): Locator {
    return this.log.locator('[data-message]')
  }

  bubble(text: string): Locator {
    return this.bubbles.filter({ hasText: text })
  }

  /** The words on the screen, in their order. */
  words(): Promise<string[]> {
    return this.bubbles.locator('p').allInnerTexts()
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Mensagem para/ })
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Attaches a file to an empty message and waits until it can go. */
  async attach(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.page.getByTestId('attach').setInputFiles(file)
    await expect(this.sendButton).toBeEnabled()
  }

  get sendButton(): Locator {
    return this.page.getByRole('button', { name: 'Enviar', exact: true })
  }

  async finish(): Promise<void> {
    await this.page.getByRole('button', { name: 'Finalizar' }).click()
    const dialog = this.dialog('Finalizar o atendimento?')
    await dialog.getByRole('button', { name: 'Finalizar' }).click()
    await expect(dialog).toBeHidden()
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name })
  }

  alert(text: string): Locator {
    return this.page.getByRole('alert').filter({ hasText: text })
  }
}
