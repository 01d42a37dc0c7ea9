import { defineConfig } from '@playwright/test'
import type { Settings } from './support/test'

/**
 * The journeys: people in a real browser against the real server. Each test has
 * a server and a company of its own, so nothing depends on order. SQLite unless
 * tagged: @both is walked on each database, @postgres on that one alone.
 */
export default defineConfig<Settings>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results/journeys',
  fullyParallel: true,
  workers: 2,
  // A second chance on a busy machine; what needed one is counted as flaky.
  retries: process.env.CI ? 2 : 0,
  forbidOnly: !!process.env.CI,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: [
    { name: 'sqlite', grepInvert: /@postgres/ },
    { name: 'postgres', grep: /@postgres|@both/, use: { database: 'postgres' } },
  ],
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
    screenshot: 'only-on-failure',
  },
})
