import { comfort, limits } from './limits.ts'
import { clean, cut, escapeHtml, isBlank, splitOnce } from './text.ts'

export type RunStyle = 'plain' | 'bold' | 'quiet' | 'quote' | 'code'

/** A stretch of text in one style. `keep`: is not shortened while something else can be. */
export interface Run {
  style: RunStyle
  text: string
  keep?: boolean
}

const tags: Record<RunStyle, [open: string, close: string]> = {
  plain: ['', ''],
  bold: ['<b>', '</b>'],
  quiet: ['<i>', '</i>'],
  quote: ['<blockquote>', '</blockquote>'],
  code: ['<pre>', '</pre>'],
}

/** Shorter than this says nothing. */
const leastText = 120

export const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0)

export const isBlankRuns = (runs: readonly Run[]): boolean => runs.every(({ text }) => isBlank(text))

export function toHtml(runs: readonly Run[]): string {
  let styled = 0
  return runs
    .map(({ style, text }) => {
      const [open, close] = style === 'plain' || styled >= limits.entities ? tags.plain : tags[style]
      if (open !== '') styled += 1
      return `${open}${escapeHtml(text)}${close}`
    })
    .join('')
}

/** At most so many units: the longest text gives way first, so that what stands below it is still read. */
export function fitRuns(runs: readonly Run[], max: number): Run[] {
  const fitted = runs.map((run) => ({ ...run, text: clean(run.text) }))
  for (const run of fitted.filter(({ keep }) => !keep).sort((a, b) => b.text.length - a.text.length)) {
    const excess = lengthOf(fitted) - max
    if (excess <= 0) return fitted
    run.text = shorten(run, Math.max(leastText, run.text.length - excess))
  }
  return cutRuns(fitted, max)
}

/** A table loses whole lines. */
function shorten({ style, text }: Run, max: number): string {
  if (style !== 'code' || text.length <= max) return cut(text, max)
  const head = text.slice(0, max - 2)
  const lines = head.lastIndexOf('\n')
  return lines > 0 ? `${head.slice(0, lines)}\n…` : cut(text, max)
}

function cutRuns(runs: readonly Run[], max: number): Run[] {
  const kept: Run[] = []
  let room = max
  for (const run of runs) {
    if (run.text.length > room) {
      kept.push({ ...run, text: cut(run.text, room) })
      break
    }
    kept.push(run)
    room -= run.text.length
  }
  return kept.filter(({ text }) => text !== '')
}

/** As many messages as it takes, in order, and no more than a person reads. */
export function spreadRuns(runs: readonly Run[], max: number): Run[][] {
  const messages: Run[][] = []
  let open: Run[] = []
  let room = max
  const close = () => {
    if (!isBlankRuns(open)) messages.push(open)
    open = []
    room = max
  }
  for (const run of runs) {
    let rest = clean(run.text)
    while (rest !== '') {
      if (room < Math.min(leastText, rest.length)) close()
      const [head, after] = splitOnce(rest, room)
      open.push({ ...run, text: head })
      room -= head.length
      rest = after
    }
  }
  close()
  if (messages.length <= comfort.messages) return messages
  const last = messages[comfort.messages - 1] ?? []
  return [...messages.slice(0, comfort.messages - 1), cutRuns([...last, { style: 'plain', text: '…' }], max)]
}
