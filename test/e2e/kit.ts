import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { AxeResults } from 'axe-core'
import { demoSignInLink } from '#features/demo/index.ts'
import { must } from '#kernel/assert.ts'
import { launchBrowser } from '#test/kit/browser.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'

export interface Desk {
  program: TestProgram
  browser: Browser
  /** A page of a browser of its own, signed in as the demo organisation's owner by the printed link. */
  signIn: (options?: BrowserContextOptions) => Promise<DeskPage>
  close: () => Promise<void>
}

export interface DeskPage {
  page: Page
  /** What the page complained of: script errors, refused policies, failed answers. A good journey has none. */
  faults: string[]
  open: (path: string) => Promise<void>
  /** Calls the API as the signed-in member and answers its `data`. */
  api: <T>(path: string, body?: unknown) => Promise<T>
}

/**
 * The whole program over a fresh database, and a real browser before it.
 *
 * @example
 * const desk = await openDesk()
 * const { page, open } = await desk.signIn()
 * await open('/inbox')
 */
export async function openDesk(env: Record<string, string> = {}): Promise<Desk> {
  const program = await startTestProgram(env)
  const browser = await launchBrowser()
  return {
    program,
    browser,
    signIn: (options = {}) => signIn(program, browser, options),
    async close() {
      await browser.close()
      await program.close()
    },
  }
}

async function signIn(
  program: TestProgram,
  browser: Browser,
  options: BrowserContextOptions,
): Promise<DeskPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  const link = must(await demoSignInLink(program.app), 'sign-in link')
  await page.goto(link.replace(program.app.config.publicUrl, program.url))
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return {
    page,
    faults,
    open: async (path) => {
      await page.goto(program.url + path)
    },
    api: (path, body) => callApi(page, program.url, path, body),
  }
}

async function callApi<T>(page: Page, origin: string, path: string, body: unknown): Promise<T> {
  const url = `${origin}/api/v1${path}`
  const response =
    body === undefined
      ? await page.request.get(url)
      : await page.request.post(url, { data: body, headers: { origin } })
  const answer: { data: T } = await response.json()
  if (!response.ok()) throw new Error(`${path}: ${JSON.stringify(answer)}`)
  return answer.data
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Waits until nothing moves, then answers what axe finds against WCAG 2.2 AA, as lines to read. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(
    'Promise.all(document.getAnimations().filter(a => a.effect?.getTiming().iterations !== Infinity).map(a => a.finished.catch(() => 0)))',
  )
  await page.evaluate(axeSource)
  const results = await page.evaluate<AxeResults>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
  )
  return results.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html.slice(0, 200)).join('\n  ')}`,
  )
}

/** Draws the page in this theme from now on. */
export async function useTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(`localStorage.setItem('parley.theme', '${theme}')`)
  await page.reload()
}
