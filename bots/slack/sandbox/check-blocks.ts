import { z } from 'zod'

/**
 * What Slack takes of Block Kit, from its documents; `invalid_blocks` otherwise. Written apart from our
 * renderer's limits, so that one is checked by the other.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
const plainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().max(max).refine(isVisible, 'must be more than 0 characters'),
    emoji: z.boolean().optional(),
  })

const textObject = (max: number) =>
  z.union([
    plainText(max),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().max(max).refine(isVisible, 'must be more than 0 characters'),
      verbatim: z.boolean().optional(),
    }),
  ])

function isVisible(text: string): boolean {
  return text.trim() !== '' && text.isWellFormed() && !text.includes('\u0000')
}

const httpAddress = z
  .string()
  .max(3000)
  .refine((text) => URL.canParse(text) && /^https?:\/\/\S+$/.test(text), 'invalid url')

const option = z.strictObject({ text: plainText(75), value: z.string().min(1).max(150) })
const actionId = z.string().min(1).max(255)

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: httpAddress.optional(),
  style: z.enum(['primary', 'danger']).optional(),
})

const select = z.strictObject({
  type: z.literal('static_select'),
  action_id: actionId,
  placeholder: plainText(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
})

const input = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: actionId,
    multiline: z.boolean().optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
    initial_value: z.string().max(3000).optional(),
    placeholder: plainText(150).optional(),
  })
  .refine((one) => (one.initial_value ?? '').length <= (one.max_length ?? 3000), 'initial_value is too long')

const richPiece = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    text: z
      .string()
      .min(1)
      .max(3000)
      .refine((text) => text.isWellFormed(), 'not well formed'),
    style: z.strictObject({ bold: z.boolean().optional() }).optional(),
  }),
  z.strictObject({ type: z.literal('link'), url: httpAddress, text: z.string().optional() }),
])

const rich = z.strictObject({
  type: z.enum(['rich_text_section', 'rich_text_quote', 'rich_text_preformatted']),
  elements: z.array(richPiece).min(1),
})

const blockId = { block_id: z.string().max(255).optional() }

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150), ...blockId }),
  z
    .strictObject({
      type: z.literal('section'),
      text: textObject(3000).optional(),
      fields: z.array(textObject(2000)).min(1).max(10).optional(),
      ...blockId,
    })
    .refine((one) => one.text !== undefined || one.fields !== undefined, 'a section needs text or fields'),
  z.strictObject({
    type: z.literal('context'),
    elements: z.array(textObject(2000)).min(1).max(10),
    ...blockId,
  }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(rich).min(1), ...blockId }),
  z.strictObject({
    type: z.literal('image'),
    slack_file: z.strictObject({ id: z.string().regex(/^F[A-Z0-9]{8,}$/) }),
    alt_text: z.string().min(1).max(2000),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('table'),
    rows: z
      .array(
        z
          .array(z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1).refine(isVisible) }))
          .min(1)
          .max(20),
      )
      .min(1)
      .max(100),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(z.discriminatedUnion('type', [button, select]))
      .min(1)
      .max(25),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('input'),
    optional: z.boolean().optional(),
    label: plainText(2000),
    hint: plainText(2000).optional(),
    element: z.discriminatedUnion('type', [input, select]),
    ...blockId,
  }),
])
type Checked = z.infer<typeof block>

/** Observed, not documented: more than this over all blocks is `msg_blocks_too_long`. */
const mostText = 13_200

/** Slack's word for what is wrong with the blocks of a message or view, with where; undefined when nothing. */
export function blocksFault(
  given: unknown,
  surface: 'message' | 'modal' | 'home',
): [string, string] | undefined {
  const most = surface === 'message' ? 50 : 100
  const read = z.array(block).max(most).safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return ['invalid_blocks', `${issue?.message ?? ''} [json-pointer:/blocks/${issue?.path.join('/') ?? ''}]`]
  }
  const blocks = read.data
  const tables = blocks.filter(({ type }) => type === 'table')
  if (tables.length > 1) return ['invalid_blocks', 'only_one_table_allowed']
  if (tables.length > 0 && surface !== 'message') return ['invalid_blocks', 'table is not supported here']
  if (textOf(tables) > 10_000) return ['invalid_blocks', 'table is too long']
  if (surface !== 'modal' && blocks.some(({ type }) => type === 'input')) return ['invalid_blocks', 'input']
  const twice = repeated(blocks)
  if (twice !== undefined) return ['invalid_blocks', `\`${twice}\` already exists`]
  return surface === 'message' && textOf(blocks) > mostText ? ['msg_blocks_too_long', ''] : undefined
}

/** Action ids are unique within a block, block ids within a message. */
function repeated(blocks: Checked[]): string | undefined {
  const ids = blocks.flatMap((one) => (one.block_id === undefined ? [] : [one.block_id]))
  const lists = [
    ids,
    ...blocks.flatMap((one) =>
      one.type === 'actions' ? [one.elements.map((element) => element.action_id)] : [],
    ),
  ]
  for (const list of lists) {
    const twice = list.find((id, at) => list.indexOf(id) !== at)
    if (twice !== undefined) return twice
  }
  return undefined
}

function textOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textOf(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (/^(type|action_id|value|block_id|style|id)$/.test(key) ? 0 : textOf(one)),
    0,
  )
}

const view = z.strictObject({
  type: z.enum(['modal', 'home']),
  callback_id: z.string().max(255).optional(),
  title: plainText(24).optional(),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks: z.array(z.looseObject({ type: z.string() })),
})

export function viewFault(given: unknown, type: 'modal' | 'home'): [string, string] | undefined {
  const read = view.safeParse(given)
  if (!read.success) return ['invalid_arguments', z.prettifyError(read.error)]
  if (read.data.type !== type) return ['invalid_arguments', 'wrong type of view']
  if (type === 'modal' && !read.data.title) return ['invalid_arguments', 'a modal needs a title']
  const inputs = read.data.blocks.some((one) => one.type === 'input')
  if (inputs && !read.data.submit) return ['invalid_arguments', 'a modal with inputs needs a submit button']
  return blocksFault(read.data.blocks, type)
}
