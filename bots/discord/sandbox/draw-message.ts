import type { ChatSandboxBlock, ChatSandboxForm, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { atOf } from '../snowflake.ts'
import { list, object, text } from './json.ts'
import type { Json } from './json.ts'
import type { Message, OpenModal, StoredFile, World } from './world.ts'

/** Reads a message back from what was posted, as Discord's app draws it. */
export function drawMessage(world: World, message: Message): ChatSandboxMessage {
  const container = message.components.find(({ type }) => type === 17)
  const accent = container?.['accent_color']
  const thread = world.channel(message.channel)?.type === 11 ? message.channel : undefined
  const used = new Set<string>()
  const blocks = message.components.flatMap((one) => drawComponent(world, message, one, used))
  const content = message.content.replaceAll(`<@${world.bot.id}>`, `@${world.bot.name}`)
  const loose = message.files.filter(({ name }) => !used.has(name)).map((file) => drawFile(world, file))
  return {
    id: message.id,
    at: atOf(message.id),
    from: { name: message.author.name, bot: message.author.bot },
    ...(thread === undefined ? {} : { thread }),
    onlyYou: message.onlyUser !== undefined,
    edited: message.edited,
    ...(typeof accent === 'number' ? { accent: `#${accent.toString(16).padStart(6, '0')}` } : {}),
    blocks: [...(content === '' ? [] : [styled(content, 'normal')]), ...blocks, ...loose],
  }
}

type Style = Extract<ChatSandboxBlock, { kind: 'text' }>['style']
const styled = (said: string, style: Style): ChatSandboxBlock => ({ kind: 'text', text: said, style })

/** Our pages show pictures of their own address only. */
function drawFile(world: World, { id, name, mime, bytes }: StoredFile, alt = name): ChatSandboxBlock {
  if (!mime.startsWith('image/'))
    return { kind: 'file', url: `${world.url}/cdn/${id}/${encodeURIComponent(name)}`, name }
  return { kind: 'image', url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`, alt }
}

function drawComponent(world: World, message: Message, one: Json, used: Set<string>): ChatSandboxBlock[] {
  const attached = (url: unknown, alt?: string): ChatSandboxBlock[] => {
    const name = text(url).replace('attachment://', '')
    const file = message.files.find((candidate) => candidate.name === name)
    used.add(name)
    return file ? [drawFile(world, file, alt)] : []
  }
  switch (one['type']) {
    case 17:
      return list(one['components']).flatMap((inner) => drawComponent(world, message, inner, used))
    case 10:
      return drawMarkdown(text(one['content']))
    case 12:
      return list(one['items']).flatMap((item) =>
        attached(object(item['media'])['url'], text(item['description'])),
      )
    case 13:
      return attached(object(one['file'])['url'])
    case 1:
      return [{ kind: 'buttons', buttons: list(one['components']).flatMap(drawControl) }]
    default:
      return []
  }
}

type DrawnButton = Extract<ChatSandboxBlock, { kind: 'buttons' }>['buttons'][number]

/** The lines of a menu are drawn as buttons; `menu|value` says which one. */
function drawControl(control: Json): DrawnButton[] {
  const id = text(control['custom_id'])
  if (control['type'] === 3)
    return list(control['options']).map(({ label, value }) => ({
      label: text(label),
      id: `${id}|${text(value)}`,
    }))
  const style = control['style'] === 1 ? 'primary' : control['style'] === 4 ? 'danger' : undefined
  const label = text(control['label'])
  if (control['style'] === 5) return [{ label, url: text(control['url']) }]
  return [{ label, id, ...(style ? { style } : {}) }]
}

const unescape = (typed: string): string => typed.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
const field = /^\*\*(.+?):\*\* ?(.*)$/

/** The few marks that a card uses; neighbours of one kind are one block. */
export function drawMarkdown(content: string): ChatSandboxBlock[] {
  const blocks: ChatSandboxBlock[] = []
  for (const [at, part] of content.split(/```\n?/).entries()) {
    if (at % 2 === 1) blocks.push(styled(part.replace(/\n$/, ''), 'code'))
    else for (const line of part.split('\n')) drawLine(blocks, line)
  }
  return blocks
}

function drawLine(blocks: ChatSandboxBlock[], line: string): void {
  const last = blocks.at(-1)
  const [, label, value] = field.exec(line) ?? []
  if (label !== undefined && value !== undefined) {
    const one = { label: unescape(label), value: unescape(value) }
    if (last?.kind === 'fields') last.fields.push(one)
    else blocks.push({ kind: 'fields', fields: [one] })
    return
  }
  const [, mark = '', said = ''] = /^(### |-# |> )?(.*)$/s.exec(line) ?? []
  const style = ({ '### ': 'heading', '-# ': 'quiet', '> ': 'quote' } as const)[mark] ?? 'normal'
  if (last?.kind === 'text' && last.style === style && style !== 'heading') last.text += `\n${unescape(said)}`
  else if (said.trim() !== '') blocks.push(styled(unescape(said), style))
}

export function drawForm({ modal, error }: OpenModal): ChatSandboxForm {
  return {
    title: text(modal['title']),
    submit: 'Submit',
    ...(error === undefined ? {} : { error }),
    fields: list(modal['components']).map((label) => {
      const input = object(label['component'])
      const options = list(input['options'])
      const chosen = options.find((option) => option['default'] === true)
      const value = input['value'] ?? chosen?.['value']
      return {
        name: text(input['custom_id']),
        label: text(label['label']),
        multiline: input['style'] === 2,
        required: input['required'] !== false,
        ...(typeof value === 'string' ? { value } : {}),
        ...(options.length > 0
          ? { options: options.map((one) => ({ value: text(one['value']), label: text(one['label']) })) }
          : {}),
      }
    }),
  }
}
