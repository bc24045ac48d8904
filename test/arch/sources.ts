import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import type { Program } from 'oxc-parser'

export const root = join(import.meta.dirname, '../..')

export interface Import {
  /** Path from the root of the repository, or the package's name. */
  to: string
  /** `import type`, or only types between the braces: nothing is loaded. */
  typeOnly: boolean
}

export interface Source {
  /** From the root of the repository. */
  path: string
  text: string
  /** The text with comments blanked. */
  code: string
  imports: Import[]
  program: Program
}

let read: Source[] | undefined

/** Every source file of ours that is no test, with what it imports. */
export function sources(): Source[] {
  read ??= globSync('{src,bots,connectors,migrations,web,test}/**/*.{ts,tsx,js}', { cwd: root })
    .filter((path) => !/(^|\/)(dist|out|node_modules|public)\//.test(path))
    .sort()
    .map(readSource)
  return read
}

export const isTest = (path: string) => path.startsWith('test/') || /\.test\.tsx?$/.test(path)

/** What runs in the product. */
export const product = () => sources().filter(({ path }) => !isTest(path))

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const { program, module, comments } = parseSync(path, text)
  const imports: Import[] = []
  const add = (specifier: string, typeOnly: boolean) =>
    imports.push({ to: resolve(path, specifier), typeOnly })
  for (const { moduleRequest, entries } of module.staticImports)
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType))
  for (const { entries } of module.staticExports)
    for (const entry of entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.isType)
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[2]) add(literal[2], false)
  }
  let code = text
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replace(/\S/g, ' ') + code.slice(end)
  return { path, text, code, imports, program }
}

const aliases: Record<string, string> = {
  '#kernel/': 'src/kernel/',
  '#contracts/': 'src/contracts/',
  '#features/': 'src/features/',
  '#bots/': 'bots/',
  '#connectors/': 'connectors/',
  '#test/': 'test/',
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(from, '..', specifier)
  const alias = Object.keys(aliases).find((prefix) => specifier.startsWith(prefix))
  return alias ? join(aliases[alias] ?? '', specifier.slice(alias.length)) : specifier
}
