import type { ChatPart } from '#contracts/surface.ts'
import { drawTable } from './draw-table.ts'
import { clean, drawWithin, escape, flat, isBlank } from './text.ts'

const icons = { good: '✅ ', warn: '⚠️ ', bad: '⛔ ', normal: '' } as const

const lines = (text: string, prefix: string) =>
  text
    .split('\n')
    .map((line) => prefix + line)
    .join('\n')

/** Small and grey; an empty line of it would show its mark. */
export const quiet = (text: string): string => lines(escape(text.replaceAll(/\n\s*\n/g, '\n').trim()), '-# ')

/** What a part says, as Discord's markdown, at most `max` long; '' for what says nothing. */
export function drawWords(part: ChatPart | undefined, max: number): string {
  switch (part?.kind) {
    case 'text': {
      const text = clean(part.text).trim()
      if (isBlank(text)) return ''
      if (part.tone === 'quiet') return drawWithin(text, max, quiet)
      const icon = icons[part.tone ?? 'normal']
      return drawWithin(text, max, (some) => icon + escape(some))
    }
    case 'heading': {
      const text = flat(part.text)
      return isBlank(text) ? '' : drawWithin(text, max, (some) => `### ${escape(some)}`)
    }
    case 'quote': {
      const text = clean(part.text).trim()
      return isBlank(text) ? '' : drawWithin(text, max, (some) => lines(escape(some), '> '))
    }
    case 'fields':
      return drawFields(part.fields, max)
    case 'table':
      return drawTable(part, max)
    default:
      return ''
  }
}

const counted = '\n-# … 100000 more'.length

function drawFields(fields: ReadonlyArray<{ label: string; value: string }>, max: number): string {
  const said = fields.filter(({ label, value }) => !isBlank(label) || !isBlank(value))
  const drawn: string[] = []
  let room = max - counted
  for (const { label, value } of said) {
    const name = drawWithin(flat(label), Math.min(room, 300) - 6, escape)
    const head = name === '' ? '' : `**${name}:** `
    const body = drawWithin(clean(value).trim(), room - head.length - 1, escape)
    const line = `${head}${body}`.trimEnd()
    if (line === '' || (body === '' && !isBlank(value))) break
    drawn.push(line)
    room -= line.length + 1
  }
  const left = said.length - drawn.length
  return [...drawn, ...(left > 0 && max > counted ? [`-# … ${left} more`] : [])].join('\n')
}
