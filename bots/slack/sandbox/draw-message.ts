import type { ChatSandboxBlock, ChatSandboxForm, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import type { Block, Message, StoredFile, Team, View } from './team.ts'

/** Reads a message back from what was posted, as Slack's app draws it. */
export function drawMessage(team: Team, message: Message, baseUrl: string): ChatSandboxMessage {
  const drawn = message.blocks.flatMap((block) => drawBlock(block, team))
  const text: ChatSandboxBlock[] = message.text === '' ? [] : [styled(unescape(message.text), 'normal')]
  const files = message.files.map((file): ChatSandboxBlock => {
    return file.mime.startsWith('image/')
      ? { kind: 'image', url: dataUrl(file), alt: file.name }
      : { kind: 'file', url: `${baseUrl}/preview/${file.id}`, name: file.name }
  })
  return {
    id: message.ts,
    at: new Date(Number(message.ts) * 1000).toISOString(),
    from: { name: message.from.name, bot: message.from.bot },
    ...(message.thread === undefined ? {} : { thread: message.thread }),
    onlyYou: message.onlyUser !== undefined,
    edited: message.edited,
    blocks: [...(message.blocks.length > 0 ? drawn : text), ...files],
  }
}

/** Our pages show pictures of their own address only. */
const dataUrl = ({ mime, bytes }: StoredFile) =>
  `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`

type Style = Extract<ChatSandboxBlock, { kind: 'text' }>['style']
const styled = (text: string, style: Style): ChatSandboxBlock => ({ kind: 'text', text, style })

/** Slack shows these three as the characters they stand for. */
const unescape = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
const list = (value: unknown): Array<Record<string, unknown>> =>
  Array.isArray(value) ? value.map(object) : []
const words = (value: unknown): string => {
  const text = typeof value === 'string' ? value : object(value)['text']
  if (typeof text !== 'string') return ''
  return object(value)['type'] === 'mrkdwn' ? unescape(text) : text
}

function drawBlock(block: Block, team: Team): ChatSandboxBlock[] {
  switch (block.type) {
    case 'header':
      return [styled(words(block['text']), 'heading')]
    case 'context':
      return list(block['elements']).map((element) => styled(words(element), 'quiet'))
    case 'section':
      return drawSection(block)
    case 'rich_text':
      return list(block['elements']).map(drawRich)
    case 'table': {
      const [columns = [], ...rows] = (Array.isArray(block['rows']) ? block['rows'] : []).map((row) =>
        list(row).map(words),
      )
      return [{ kind: 'table', columns, rows }]
    }
    case 'image': {
      const file = team.files.get(String(object(block['slack_file'])['id']))
      return [{ kind: 'image', url: file ? dataUrl(file) : '', alt: String(block['alt_text']) }]
    }
    case 'actions':
      return [{ kind: 'buttons', buttons: list(block['elements']).flatMap(drawAction) }]
    default:
      return []
  }
}

function drawSection(block: Block): ChatSandboxBlock[] {
  const text = block['text'] === undefined ? [] : [styled(words(block['text']), 'normal')]
  const fields = list(block['fields']).map((field) => {
    const [, label, value] = /^\*(.*)\*\n([\s\S]*)$/.exec(words(field)) ?? []
    return label === undefined ? { label: '', value: words(field) } : { label, value: value ?? '' }
  })
  return fields.length > 0 ? [...text, { kind: 'fields', fields }] : text
}

const richStyles: Record<string, Style> = { rich_text_quote: 'quote', rich_text_preformatted: 'code' }

function drawRich(element: Record<string, unknown>): ChatSandboxBlock {
  const pieces = list(element['elements'])
  const [first, ...rest] = pieces
  const text = (some: typeof pieces) => some.map((one) => String(one['text'] ?? one['url'])).join('')
  if (first && object(first['style'])['bold'] === true && rest.length > 0) {
    const label = text([first]).replace(/: $/, '')
    return { kind: 'fields', fields: [{ label, value: text(rest) }] }
  }
  return styled(text(pieces), richStyles[String(element['type'])] ?? 'normal')
}

type DrawnButton = Extract<ChatSandboxBlock, { kind: 'buttons' }>['buttons'][number]

/** A menu is shown as its lines: each can be chosen like a button. */
function drawAction(element: Record<string, unknown>): DrawnButton[] {
  const actionId = String(element['action_id'])
  if (element['type'] === 'static_select') {
    return list(element['options']).map((option) => ({
      label: words(option['text']),
      id: `${actionId}|${String(option['value'])}`,
    }))
  }
  const style = element['style']
  return [
    {
      label: words(element['text']),
      ...(typeof element['url'] === 'string' ? { url: element['url'] } : { id: actionId }),
      ...(style === 'primary' || style === 'danger' ? { style } : {}),
    },
  ]
}

export function drawForm({ view, blocks, error }: View): ChatSandboxForm {
  return {
    title: words(view['title']),
    submit: words(view['submit']),
    fields: blocks.filter(({ type }) => type === 'input').map(drawField),
    ...(error === undefined ? {} : { error }),
  }
}

function drawField(block: Block): ChatSandboxForm['fields'][number] {
  const element = object(block['element'])
  const initial = element['initial_value'] ?? object(element['initial_option'])['value']
  const options = list(element['options']).map((option) => ({
    value: String(option['value']),
    label: words(option['text']),
  }))
  return {
    name: String(block['block_id']).replace(/^f:/, ''),
    label: words(block['label']),
    multiline: element['multiline'] === true,
    required: block['optional'] !== true,
    ...(typeof initial === 'string' ? { value: initial } : {}),
    ...(options.length > 0 ? { options } : {}),
  }
}
