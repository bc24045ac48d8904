import type { Reply, ReplyButton, ReplyCommand, ReplyPart } from '#contracts/reply.ts'

/** A neutral reply as plain text, with the tools that would go on from there. */
export const replyText = (publicUrl: string, { parts }: Reply): string =>
  parts
    .map((part) => partText(publicUrl, part))
    .filter((text) => text !== '')
    .join('\n\n')

function partText(publicUrl: string, part: ReplyPart): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'heading':
      return `# ${part.text}`
    case 'quote':
      return part.text.replace(/^/gm, '> ')
    case 'fields':
      return part.fields.map(({ label, value }) => `${label}: ${value}`).join('\n')
    case 'table':
      return tableText(part)
    case 'image':
      return `[Image: ${part.alt}] ${publicUrl}/media/${part.mediaId}`
    case 'chart':
      return `[Chart: ${part.chart.title}] ${part.chart.alt}`
    case 'file':
      return `[File: ${part.name}] ${publicUrl}/media/${part.mediaId}`
    case 'buttons':
      return part.buttons.map((button) => buttonText(publicUrl, button)).join('\n')
    case 'form':
      return `${part.label}: ${commandText(part.submit, part.fields)}`
  }
}

function tableText({ columns, rows, more }: Extract<ReplyPart, { kind: 'table' }>): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\s+/g, ' ')).join(' | ')} |`
  const lines = [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
  return [...lines, ...(more ? [more] : [])].join('\n')
}

function buttonText(publicUrl: string, button: ReplyButton): string {
  if ('url' in button) return `${button.label}: ${button.url}`
  if ('path' in button) return `${button.label}: ${publicUrl}${button.path}`
  return `${button.label}: ${commandText(button.command, button.ask)}`
}

const commandText = ({ name, args }: ReplyCommand, fields: ReadonlyArray<{ name: string }> = []) =>
  `tool ${name} ${JSON.stringify({ ...args, ...Object.fromEntries(fields.map((field) => [field.name, '…'])) })}`
