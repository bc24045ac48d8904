import type { ReplyField } from '#contracts/reply.ts'
import type { ChatForm } from '#contracts/surface.ts'
import type { Modal, Select, TextInput } from './components.ts'
import { formIdOf } from './custom-id.ts'
import { limits } from './limits.ts'
import { clean, cut, flat, isBlank } from './text.ts'

/** A form has five fields at most: those that must be filled come first, the others as there is room. */
export function formModal(form: ChatForm): Modal {
  const usable = form.fields.filter(
    (field) => field.name !== '' && field.name.length <= limits.customId && field.name.isWellFormed(),
  )
  const wanted = [...usable.filter(({ required }) => required), ...usable.filter(({ required }) => !required)]
  const chosen = new Set(wanted.slice(0, limits.modalFields))
  const fields = usable.filter((field) => chosen.has(field))
  const shown = fields.length > 0 ? fields : [nothingAsked]
  return {
    custom_id: formIdOf(form.id),
    title: said(form.title, limits.modalTitle, 'Parley'),
    components: shown.map(drawField),
  }
}

const nothingAsked: ReplyField = { name: 'note', label: 'Note', kind: 'line', required: false }

const said = (text: string, max: number, otherwise: string): string =>
  isBlank(flat(text)) ? otherwise : cut(flat(text), max)

function drawField(field: ReplyField): Modal['components'][number] {
  const choice = field.kind === 'choice' ? drawChoice(field) : undefined
  const tooLong = !choice && clean(field.value ?? '').length > limits.inputText
  const hint = tooLong ? 'Too long to change here: open it in Parley, or write it anew.' : (field.hint ?? '')
  return {
    type: 18,
    label: said(field.label, limits.modalLabel, 'Your answer'),
    ...(isBlank(flat(hint)) ? {} : { description: cut(flat(hint), limits.modalHint) }),
    component: choice ?? drawInput(field, tooLong),
  }
}

/** Half of a text must not stand there: sent back, it would be the whole. */
function drawInput(field: ReplyField, tooLong: boolean): TextInput {
  const value = tooLong ? '' : clean(field.value ?? '')
  return {
    type: 4,
    custom_id: field.name,
    style: field.kind === 'text' ? 2 : 1,
    required: field.required,
    max_length: limits.inputText,
    ...(value === '' ? {} : { value: field.kind === 'text' ? value : value.replaceAll('\n', ' ') }),
  }
}

/** A value that Discord cannot carry whole is left out, for a part of it would mean something else. */
function drawChoice(field: ReplyField): Select | undefined {
  const fitting = (field.options ?? []).filter(
    ({ value }) =>
      value !== '' && value.length <= limits.optionText && value.isWellFormed() && !isBlank(value),
  )
  const distinct = [...new Map(fitting.map((option) => [option.value, option])).values()]
  const first = distinct.filter(({ value }) => value === field.value)
  const options = [...first, ...distinct.filter(({ value }) => value !== field.value)].slice(
    0,
    limits.options,
  )
  if (options.length === 0) return undefined
  return {
    type: 3,
    custom_id: field.name,
    required: field.required,
    options: options.map(({ value, label }) => ({
      label: said(label, limits.optionText, value),
      value,
      ...(value === field.value ? { default: true } : {}),
    })),
  }
}
