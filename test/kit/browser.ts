import chromium from '@sparticuz/chromium'
import { execFileSync } from 'node:child_process'
import { chromium as playwright } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** A real Chromium: the machine's own, else the one from the packages. */
export async function launchBrowser(): Promise<Browser> {
  const own = ['chromium', 'chromium-browser', 'google-chrome']
    .map(findProgram)
    .find((path) => path !== undefined)
  return playwright.launch({
    executablePath: own ?? (await chromium.executablePath()),
    args: own ? ['--no-sandbox'] : [...chromium.args, '--no-sandbox'],
    headless: true,
  })
}

function findProgram(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    // `which` fails for what is not there.
    return undefined
  }
}
