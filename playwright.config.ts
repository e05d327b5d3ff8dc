import { defineConfig, devices } from '@playwright/test';
import { existsSync } from 'node:fs';

/**
 * Journeys in a real Chromium against a real panel with real lab nodes. `e2e/panel.ts` starts both once for the whole run.
 * Debian's Chromium is used: Playwright's own download cannot be fetched in a closed classroom.
 */
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

export default defineConfig({
  testDir: 'e2e',
  // Pictures of every lesson, for whoever writes a course: asked for, since they prove nothing and take two minutes.
  testIgnore: process.env.BERTH_PICTURES ? [] : ['**/lesson-pictures.spec.ts'],
  outputDir: 'test-results',
  globalSetup: './e2e/global-setup.ts',
  // One panel and one set of nodes: journeys run one after another.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 360_000,
  // Panel, browser and nodes share two cores, and an operation on ten nodes takes both: what is late is not wrong.
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    actionTimeout: 30_000,
    // What failed leaves a picture and the page as text. BERTH_TRACE=1 records each step too, which takes a quarter of a core.
    screenshot: 'only-on-failure',
    trace: process.env.BERTH_TRACE ? { mode: 'retain-on-failure', screenshots: false } : 'off',
    launchOptions: {
      executablePath: process.env.BERTH_CHROMIUM ?? browsers.find((browser) => existsSync(browser)),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
