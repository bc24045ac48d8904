import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function namesOf(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`))
  const body = block.slice(0, block.indexOf('}'))
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

const themes = { light: namesOf(':root'), dark: namesOf("[data-theme='dark']") }

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0)
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

const backs = ['ground', 'surface', 'raised', 'fill', 'hover', 'selected']
const textPairs: [string, string][] = [
  ...['ink', 'muted', 'faint'].flatMap((text) => backs.map((back): [string, string] => [text, back])),
  ...['ink', 'muted'].flatMap((text) =>
    ['accent', 'good', 'warn', 'bad', 'info', 'note'].map((tone): [string, string] => [text, `${tone}-soft`]),
  ),
  ...['good', 'warn', 'bad', 'info', 'note', 'accent-ink'].flatMap((tone) =>
    ['ground', 'surface', 'raised', 'hover'].map((back): [string, string] => [tone, back]),
  ),
  ...['good', 'warn', 'bad', 'info', 'note'].map((tone): [string, string] => [tone, `${tone}-soft`]),
  ['accent-ink', 'accent-soft'],
  ['accent-ink', 'selected'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
]
const controlPairs: [string, string][] = [
  ...['edge', 'focus', 'accent', 'danger'].flatMap((mark) =>
    ['ground', 'surface', 'raised'].map((back): [string, string] => [mark, back]),
  ),
  ...[1, 2, 3, 4, 5].map((n): [string, string] => [`chart-${n}`, 'surface']),
]

for (const [theme, names] of Object.entries(themes)) {
  const check = (pairs: [string, string][], least: number) =>
    pairs
      .map(([a, b]) => ({ pair: `${a} on ${b}`, ratio: contrast(names.get(a) ?? '', names.get(b) ?? '') }))
      .filter(({ ratio }) => !(ratio >= least))

  test(`${theme}: text stands out 4.5:1`, () => {
    expect(check(textPairs, 4.5)).toEqual([])
  })
  test(`${theme}: controls stand out 3:1`, () => {
    expect(check(controlPairs, 3)).toEqual([])
  })
}

test('light and dark define the same names', () => {
  expect([...themes.dark.keys()]).toEqual([...themes.light.keys()])
})

test('no other file writes a colour of its own', () => {
  const styles = readFileSync(new URL('./styles.css', import.meta.url), 'utf8')
  expect(styles.match(/#[0-9a-f]{3,8}\b|rgb\(/gi)).toBeNull()
})
