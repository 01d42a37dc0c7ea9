import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'

/** A customer in the shop's page, with the widget in its corner. */
export class Customer {
  constructor(
    readonly page: Page,
    readonly channel: string,
  ) {}

  get chat(): FrameLocator {
    return this.page.frameLocator('iframe')
  }

  async visit(): Promise<void> {
    await this.page.goto(`/shop/?channel=${this.channel}`)
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: /^Abrir o chat/ }).click()
    await expect(this.chat.getByRole('dialog')).toBeVisible()
  }

  async introduce(name: string): Promise<void> {
    await this.chat.getByLabel('Nome').fill(name)
    await this.chat.getByRole('button', { name: 'Iniciar conversa' }).click()
    await expect(this.composer).toBeVisible()
  }

  /** Visits, opens the chat and says who they are. */
  async arrive(name: string): Promise<void> {
    await this.visit()
    await this.open()
    await this.introduce(name)
  }

  get composer(): Locator {
    return this.chat.getByRole('textbox', { name: 'Mensagem' })
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Says something and knows that the server has it. */
  async tell(text: string): Promise<void> {
    await this.say(text)
    await expect(this.bubble(text)).toHaveCount(1)
    await expect(this.chat.locator('.line.sending')).toHaveCount(0)
  }

  get log(): Locator {
    return this.chat.getByRole('log', { name: 'Mensagens' })
  }

  get lines(): Locator {
    return this.chat.locator('.line')
  }

  bubble(text: string): Locator {
    return this.lines.filter({ hasText: text })
  }

  /** The words on the screen, in their order. */
  words(): Promise<string[]> {
    return this.lines.locator('.bubble').allInnerTexts()
  }
}
