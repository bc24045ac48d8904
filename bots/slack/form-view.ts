import { z } from 'zod'
import type { ChatForm } from '#contracts/surface.ts'
import type { ReplyField } from '#contracts/reply.ts'
import type { SlackBlock, SlackInput, SlackOption } from './blocks.ts'
import { plain } from './blocks.ts'
import { quietBlocks } from './draw-text.ts'
import { limits } from './limits.ts'
import { clean, cut, isBlank } from './text.ts'

export const formCallback = 'parley_form'

/** What the form was opened from; comes back with its values. */
export const formOrigin = z.object({
  form: z.string(),
  channel: z.string().optional(),
  message: z.string().optional(),
  thread: z.string().optional(),
  responseUrl: z.string().optional(),
  direct: z.boolean().optional(),
})
export type FormOrigin = z.infer<typeof formOrigin>

interface Modal {
  type: 'modal'
  callback_id: string
  title: ReturnType<typeof plain>
  close: ReturnType<typeof plain>
  submit?: ReturnType<typeof plain>
  private_metadata: string
  blocks: SlackBlock[]
}

/** The modal of a form. A text too long for Slack's inputs is not cut: such a form says where to go instead. */
export function formView(form: ChatForm, origin: Omit<FormOrigin, 'form'>): Modal {
  const tooLong = form.fields.find((field) => clean(field.value ?? '').length > limits.inputText)
  const inputs = form.fields
    .filter(({ name }) => name !== '' && name.length < limits.blockId)
    .slice(0, limits.viewBlocks)
    .map(inputOf)
  const blocks =
    tooLong || inputs.length === 0
      ? quietBlocks(
          tooLong
            ? `“${cut(clean(tooLong.label), 60)}” is longer than Slack’s forms can hold (${limits.inputText} characters). Please change it in Parley on the web.`
            : 'There is nothing to fill in.',
        )
      : inputs
  return {
    type: 'modal',
    callback_id: formCallback,
    title: plain(short(form.title, 'Parley')),
    close: plain('Cancel'),
    ...(tooLong ? {} : { submit: plain(short(form.submit, 'Send')) }),
    private_metadata: metadataOf({ form: form.id, ...origin }),
    blocks,
  }
}

/** Without the response address where it would be too long: the answer then finds another way. */
function metadataOf(origin: FormOrigin): string {
  const whole = JSON.stringify(origin)
  if (whole.length <= limits.privateMetadata) return whole
  const { responseUrl: _dropped, ...rest } = origin
  return JSON.stringify(rest)
}

function short(text: string, otherwise: string): string {
  const typed = clean(text).replaceAll(/\s+/g, ' ').trim()
  return isBlank(typed) ? otherwise : cut(typed, limits.viewTitle)
}

function inputOf(field: ReplyField): SlackInput {
  const label = clean(field.label)
  const hint = clean(field.hint ?? '')
  return {
    type: 'input',
    block_id: `f:${field.name}`,
    optional: !field.required,
    label: plain(isBlank(label) ? cut(field.name, limits.inputLabel) : cut(label, limits.inputLabel)),
    ...(isBlank(hint) ? {} : { hint: plain(cut(hint, limits.inputHint)) }),
    element: elementOf(field),
  }
}

function elementOf(field: ReplyField): SlackInput['element'] {
  const options = field.kind === 'choice' ? optionsOf(field) : []
  const value = clean(field.value ?? '')
  if (options.length > 0) {
    const initial = options.find((option) => option.value === value)
    return {
      type: 'static_select',
      action_id: 'v',
      placeholder: plain('Choose…'),
      options,
      ...(initial ? { initial_option: initial } : {}),
    }
  }
  return {
    type: 'plain_text_input',
    action_id: 'v',
    multiline: field.kind === 'text',
    max_length: limits.inputText,
    ...(value === '' || value.length > limits.inputText ? {} : { initial_value: value }),
  }
}

function optionsOf(field: ReplyField): SlackOption[] {
  const seen = new Set<string>()
  const fitting = (field.options ?? []).filter(({ value }) => {
    const fits = value.length <= limits.optionValue && !isBlank(value) && clean(value) === value
    return fits && !seen.has(value) && seen.add(value)
  })
  return fitting.slice(0, limits.options).map(({ label, value }) => ({
    text: plain(cut(isBlank(clean(label)) ? value : clean(label), limits.optionText)),
    value,
  }))
}

const submittedView = z.object({
  blocks: z.array(z.looseObject({ block_id: z.string().optional(), optional: z.boolean().optional() })),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.looseObject({
          value: z.string().nullish(),
          selected_option: z.looseObject({ value: z.string() }).nullish(),
        }),
      ),
    ),
  }),
})

/** What was filled in, or what is missing by block, in words for the person. */
export function readForm(view: unknown): { values: Record<string, string>; errors: Record<string, string> } {
  const { blocks, state } = submittedView.parse(view)
  const values: Record<string, string> = {}
  const errors: Record<string, string> = {}
  for (const { block_id: block, optional } of blocks) {
    if (!block?.startsWith('f:')) continue
    const given = state.values[block]?.['v']
    const value = given?.selected_option?.value ?? given?.value ?? ''
    if (value.trim() === '' && optional !== true) {
      errors[block] =
        given && 'selected_option' in given ? 'Please choose one.' : 'Please write something here.'
    } else if (value.trim() !== '') values[block.slice(2)] = value
  }
  return { values, errors }
}
