import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Nothing that axe calls serious or critical. */
export async function isAccessible(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  const { violations, passes } = await new AxeBuilder({ page }).analyze()
  expect(passes.length, 'nothing was checked').toBeGreaterThan(5)
  const faults = violations
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`))
  expect.soft(faults, page.url()).toEqual([])
}
