import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { CDPSession, Page } from 'playwright-core'
import { must } from '#kernel/assert.ts'
import { launchBrowser } from '#test/kit/browser.ts'
import { atMost, defineBench } from './bench.ts'
import { demoFillMs } from './kit/program.ts'
import type { Program } from './kit/program.ts'

/** Chrome's "Fast 4G": 165 ms to the server and back, 9 Mbit/s down, 1.5 up; and a quarter of this CPU. */
const phone = {
  latency: 165,
  downloadThroughput: (9 * 1024 * 1024) / 8,
  uploadThroughput: (1.5 * 1024 * 1024) / 8,
}
const slowdown = 4

/** The inbox of the demo, opened by a browser that has nothing of it: what comes over the wire, and how long it takes. */
export const bench = defineBench({
  name: 'web',
  unit: 'KB',
  async run(env) {
    const dataDir = env.folder()
    const program = await env.program({ dataDir })
    await wait(env.quick ? 0 : demoFillMs)
    const browser = await launchBrowser()
    try {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
      await signIn(await signInLink(dataDir, program.url), await context.newPage())
      const loads = []
      for (let round = 0; round < 3; round++) {
        const page = await context.newPage()
        const wire = await context.newCDPSession(page)
        await wire.send('Network.enable')
        await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
        await wire.send('Network.emulateNetworkConditions', { offline: false, ...phone })
        await wire.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
        loads.push(await loadInbox(program, page, wire))
        await page.close()
      }
      const best = loads.reduce((one, other) => (other.seconds < one.seconds ? other : one))
      env.tell(
        loads.map((load) => `${load.kilobytes.toFixed(0)} KB, ${load.seconds.toFixed(2)} s`).join('; '),
      )
      return [
        atMost('first load of the inbox over the wire, scripts, styles, page', best.kilobytes, 'KB', 250),
        atMost('inbox interactive, phone on fast 4G with a quarter of the CPU', best.seconds, 's', 2),
      ]
    } finally {
      await browser.close()
    }
  },
})

async function loadInbox(program: Program, page: Page, wire: CDPSession) {
  const kinds = new Map<string, string>()
  let bytes = 0
  wire.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (['Document', 'Script', 'Stylesheet'].includes(kinds.get(requestId) ?? '')) bytes += encodedDataLength
  })
  const startedAt = performance.now()
  await page.goto(`${program.url}/inbox`, { waitUntil: 'commit' })
  // The list is drawn from the server's rows, and a key takes one of them.
  await page.getByText('Ana Lindqvist').first().waitFor()
  await page.keyboard.press('j')
  await page.waitForURL(/\/inbox\/[\w-]{36}$/, { waitUntil: 'commit' })
  return { kilobytes: bytes / 1000, seconds: (performance.now() - startedAt) / 1000 }
}

async function signInLink(dataDir: string, url: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['src/start.js', 'cli', 'user', 'sign-in-link', 'demo@parley.invalid'],
    { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: new URL(url).port } },
  )
  return must(/http\S+/.exec(stdout)?.[0], 'sign-in link')
}

async function signIn(link: string, page: Page): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: /sign in/i }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await page.close()
}
