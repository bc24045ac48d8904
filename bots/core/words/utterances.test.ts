import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { gradeAll, type Grade, type UtteranceFile } from '#test/kit/grade-words.ts'

const read = (url: URL): UtteranceFile => JSON.parse(readFileSync(url, 'utf8'))

const own = new URL('utterances.test-data.json', import.meta.url)
/** A second list, kept apart from the repository; nothing needs it. */
const given = new URL('../../../../shared/utterances.json', import.meta.url)

function report(name: string, grades: readonly Grade[]) {
  const share = (of: readonly Grade[]) => `${of.filter(({ passed }) => passed).length}/${of.length}`
  const by = (kind: 'group' | 'lang') =>
    [...Map.groupBy(grades, ({ item }) => item[kind])].map(([key, of]) => `${key} ${share(of)}`).join(', ')
  const missed = grades.filter(({ passed }) => !passed)
  const lines = missed.map(
    ({ item, got }) => `  ${item.id} ${JSON.stringify(item.text)} → ${JSON.stringify(got)}`,
  )
  process.stdout.write([`${name}: ${share(grades)} (${by('group')}; ${by('lang')})`, ...lines, ''].join('\n'))
  return (grades.length - missed.length) / grades.length
}

/** A question to ask back or a refusal must never become an act. */
const acted = (grades: readonly Grade[]) =>
  grades
    .filter(({ item, got }) => !('command' in item.expect) && got.kind === 'command')
    .map(({ item }) => item.text)

describe('what people say becomes the command they mean', () => {
  test('in our own list', () => {
    const grades = gradeAll(read(own))
    expect(grades.length).toBeGreaterThanOrEqual(150)
    expect(new Set(grades.map(({ item }) => item.lang))).toEqual(new Set(['en', 'de', 'es', 'fr']))
    expect(report('own list', grades)).toBeGreaterThanOrEqual(0.98)
    expect(acted(grades)).toEqual([])
  })

  const reason = `${fileURLToPath(given)} is not here`
  const run = existsSync(given) ? test : test.skip
  run(existsSync(given) ? 'in the second list' : `in the second list (${reason})`, () => {
    const grades = gradeAll(read(given))
    expect(report('second list', grades)).toBeGreaterThanOrEqual(0.95)
    expect(acted(grades)).toEqual([])
  })
})
