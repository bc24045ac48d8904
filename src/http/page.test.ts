import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPage } from './page.ts'

let folder: string
const early = {
  scripts: { inbox: ['/assets/inbox.js', '/assets/parts.js'] },
  member: '/api/v1/orgs/me',
  data: { inbox: '/api/v1/inbox/conversations?a=1&b=2' },
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-page-'))
  await writeFile(
    join(folder, 'index.html'),
    '<head><script src="/first.js"></script></head><script src="/late.js"></script>',
  )
  await writeFile(join(folder, 'early.json'), JSON.stringify(early))
})
afterAll(() => rm(folder, { recursive: true }))

const read = (path: string, isSignedIn: boolean) =>
  readPage(folder, new URL(path, 'http://parley.example'), isSignedIn)

const modules =
  '<link rel="modulepreload" crossorigin href="/assets/inbox.js"><link rel="modulepreload" crossorigin href="/assets/parts.js"></head>'

test('a member’s page names the data before the first script, and the scripts of the place', async () => {
  const page = await read('/inbox/some-conversation', true)
  expect(page).toContain(
    '<head><link rel="preload" as="fetch" crossorigin href="/api/v1/orgs/me" data-next="/api/v1/inbox/conversations?a=1&amp;b=2"><script',
  )
  expect(page).toContain(modules)
})

test('who is signed out is asked for nothing that they may not read', async () => {
  const page = await read('/inbox', false)
  expect(page).toContain(modules)
  expect(page).not.toContain('/api/')
})

test('a narrowed list and a place that the build does not know name no data of their own', async () => {
  expect(await read('/inbox?tab=mine', true)).not.toContain('data-next')
  const page = await read('/constructor', true)
  expect(page).toContain('/api/v1/orgs/me')
  expect(page).not.toMatch(/data-next|modulepreload/)
})

test('without a build there is no page', async () => {
  expect(await readPage(join(folder, 'none'), new URL('http://parley.example/'), true)).toBeUndefined()
})
