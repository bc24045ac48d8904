import type { Channel, Connector } from './channels-api.ts'

type FormField = Connector['form'][number]
export type FormValues = Record<string, string>

const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text)

/** A plain text field whose hint or value is a colour gets a colour well beside it. */
export const looksLikeColour = (field: FormField, value: string): boolean =>
  field.kind === 'text' && (isColour(value) || /#[0-9a-f]{6}/i.test(field.hint ?? ''))

export const colourOr = (value: string, fallback: string): string => (isColour(value) ? value : fallback)

/** Fields of the connect form that may be changed later: the name, and what stands readable in the settings. */
export const editableFields = (connector: Connector, channel: Channel): FormField[] =>
  connector.form.filter(
    (field) =>
      field.name !== 'name' && field.kind !== 'secret' && Object.hasOwn(channel.settings, field.name),
  )

/** Stored settings as the texts of a form. */
export function valuesOf(fields: readonly FormField[], settings: Channel['settings']): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, textOf(settings[field.name])]))
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join('\n')
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The texts of a form as settings again: lines become a list, a switch a truth. */
export function settingsOf(fields: readonly FormField[], values: FormValues): Channel['settings'] {
  return Object.fromEntries(
    fields.map((field) => [field.name, settingOf(field, (values[field.name] ?? '').trim())]),
  )
}

function settingOf(field: FormField, text: string): unknown {
  if (field.kind === 'switch') return text === 'true'
  if (field.kind === 'lines') return text.split('\n').flatMap((line) => line.trim() || [])
  return text
}

/** What stops the form, by field: a required one that is empty, an address that is none. */
export function problemsOf(fields: readonly FormField[], values: FormValues): FormValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const problem = problemOf(field, (values[field.name] ?? '').trim())
      return problem ? [[field.name, problem]] : []
    }),
  )
}

function problemOf(field: FormField, text: string): string | undefined {
  if (field.required && text === '') return 'Please fill this in.'
  if (field.kind === 'url' && text !== '' && !URL.canParse(text))
    return 'Write a whole address, e.g. https://shop.example.'
  return undefined
}
