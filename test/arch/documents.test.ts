import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { scopes } from '#contracts/scopes.ts'
import { verbs } from '../../src/cli.ts'
import { documentedEnv, envMarks, envTable } from './env-table.ts'
import { product, root } from './sources.ts'

const readme = join(root, 'README.md')
const [opening, closing] = envMarks

/** The stretch between the marks; the test with WRITE_README=1 puts the present table there. */
test('the README lists every environment key', async () => {
  const text = readFileSync(readme, 'utf8')
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)]
  expect(start).toBeGreaterThan(0)
  const block = `${opening}\n\n${envTable(await documentedEnv())}\n\n`
  if (process.env['WRITE_README'] === '1')
    writeFileSync(readme, text.slice(0, start) + block + text.slice(end))
  else expect(text.slice(start, end)).toBe(block)
})

test('.env.example names every environment key, and none that nobody reads', async () => {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n')
  const named = lines.flatMap((line) => /^#? ?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? [])
  // Only the compose file reads it.
  const read = new Set([...(await documentedEnv()).keys(), 'POSTGRES_PASSWORD'])
  expect([...read].filter((key) => !named.includes(key))).toEqual([])
  expect(named.filter((key) => !read.has(key))).toEqual([])
})

test('the README names every verb of the command line', () => {
  const text = readFileSync(readme, 'utf8')
  expect(verbs.map(({ name }) => name).filter((name) => !text.includes(`\`${name}`))).toEqual([])
})

test('what the documents point at is there', () => {
  const documents = globSync('{*.md,src/*.md,web/*.md,connectors/*/README.md}', { cwd: root })
  const dead = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !existsSync(join(root, dirname(path), target)))
      .map((target) => `${path} → ${target}`),
  )
  expect(documents.length).toBeGreaterThan(5)
  expect(dead).toEqual([])
})

test('a scope that exists is asked for', () => {
  const code = product().filter(({ path }) => !path.endsWith('/scopes.ts') && !path.startsWith('web/'))
  const unused = Object.keys(scopes).filter(
    (scope) => !code.some((source) => source.code.includes(`'${scope}'`)),
  )
  expect(unused).toEqual([])
})
