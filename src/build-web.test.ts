import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWebIfStale } from './build-web.ts'

let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-web-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), text)
}

test('builds when missing or stale, and only then', async () => {
  expect(await buildWebIfStale(root)).toBe(false)

  write('package.json', '{ "type": "module" }')
  write('web/vite.config.ts', 'export default {}')
  write('web/index.html', '<p>one</p>')
  write('web/widget/vite.config.ts', `export default { build: { rollupOptions: { input: 'widget.ts' } } }`)
  write('web/widget/widget.ts', 'console.log(1)')
  const nodeEnv = process.env['NODE_ENV']
  expect(await buildWebIfStale(root)).toBe(true)
  expect(process.env['NODE_ENV']).toBe(nodeEnv)
  expect(readFileSync(join(root, 'web/dist/app/index.html'), 'utf8')).toContain('one')
  expect(existsSync(join(root, 'web/dist/widget/assets'))).toBe(true)
  expect(await buildWebIfStale(root)).toBe(false)

  write('web/index.html', '<p>two</p>')
  expect(await buildWebIfStale(root)).toBe(true)
  expect(readFileSync(join(root, 'web/dist/app/index.html'), 'utf8')).toContain('two')

  write('src/features/inbox/schema.ts', 'export const limit = 1')
  expect(await buildWebIfStale(root)).toBe(true)

  rmSync(join(root, 'web/dist/widget'), { recursive: true })
  expect(await buildWebIfStale(root)).toBe(true)
  expect(await buildWebIfStale(root)).toBe(false)
})
