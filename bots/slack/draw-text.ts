import type { RichTextPiece, SlackBlock } from './blocks.ts'
import { mrkdwn, plain } from './blocks.ts'
import { limits } from './limits.ts'
import { clean, cut, escape, isBlank, isTame, split } from './text.ts'

const address = /https?:\/\/[^\s<>"'`]{1,2900}[^\s<>"'`.,:;!?)\]}]/g

/** Rich text is never read as markup, so addresses are made links by hand. */
export function pieces(text: string): RichTextPiece[] {
  const found: RichTextPiece[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    if (!URL.canParse(match[0])) continue
    if (match.index > from) found.push({ type: 'text', text: text.slice(from, match.index) })
    found.push({ type: 'link', url: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length) found.push({ type: 'text', text: text.slice(from) })
  return found
}

type RichKind = 'rich_text_section' | 'rich_text_quote' | 'rich_text_preformatted'

/** Text as typed, in as many blocks as it takes. */
export function richBlocks(kind: RichKind, text: string): SlackBlock[] {
  const typed = clean(text)
  if (isBlank(typed)) return []
  return split(typed, limits.richText)
    .filter((piece) => !isBlank(piece))
    .map((piece) => ({
      type: 'rich_text',
      elements: [
        {
          type: kind,
          elements: kind === 'rich_text_preformatted' ? [{ type: 'text', text: piece }] : pieces(piece),
        },
      ],
    }))
}

export function headerBlocks(text: string): SlackBlock[] {
  const typed = clean(text).replaceAll(/\s+/g, ' ')
  return isBlank(typed) ? [] : [{ type: 'header', text: plain(cut(typed, limits.header)) }]
}

export function quietBlocks(text: string): SlackBlock[] {
  const typed = clean(text)
  if (isBlank(typed)) return []
  return split(typed, limits.contextText)
    .filter((piece) => !isBlank(piece))
    .map((piece) => ({ type: 'context', elements: [plain(piece)] }))
}

interface Field {
  label: string
  value: string
}

/** Two columns where nothing in them would be read as markup, else one line for each. */
export function fieldBlocks(given: Field[]): SlackBlock[] {
  const fields = given
    .map(({ label, value }) => ({ label: clean(label), value: clean(value) }))
    .filter(({ label, value }) => !isBlank(label) || !isBlank(value))
  const tame = fields.every(
    ({ label, value }) => isTame(label) && isTame(value) && label.length <= 150 && value.length <= 200,
  )
  return tame ? columns(fields) : fields.flatMap(({ label, value }) => lineOf(label, value))
}

function columns(fields: Field[]): SlackBlock[] {
  const blocks: SlackBlock[] = []
  for (let from = 0; from < fields.length; from += limits.sectionFields) {
    const some = fields.slice(from, from + limits.sectionFields)
    blocks.push({
      type: 'section',
      fields: some.map(({ label, value }) =>
        mrkdwn(isBlank(label) ? escape(value) : `*${escape(label.trim())}*\n${escape(value)}`),
      ),
    })
  }
  return blocks
}

function lineOf(label: string, value: string): SlackBlock[] {
  const [first = '', ...rest] = split(value, limits.richText)
  const name = cut(label.trim(), limits.buttonText)
  const bold: RichTextPiece[] =
    name === '' ? [] : [{ type: 'text', text: `${name}: `, style: { bold: true } }]
  const line: SlackBlock = {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [...bold, ...pieces(first)] }],
  }
  return [line, ...rest.flatMap((piece) => richBlocks('rich_text_section', piece))]
}
