import { list, object } from './json.ts'
import type { Json } from './json.ts'

/** Documented: 40 components, 4000 characters of text. Found by others: a larger message is answered with 500. */
const most = { components: 40, text: 4000, bytes: 10_170 }
const allowedIn = {
  message: [1, 10, 12, 13, 14, 17],
  container: [1, 10, 12, 13, 14],
} as const

export interface Fault {
  path: string
  reason: string
  /** The message that Discord chokes on without saying why. */
  crash?: true
}

interface Check {
  faults: Fault[]
  components: number
  text: number
  ids: Set<string>
  files: ReadonlySet<string>
}

/** Why Discord would refuse this body of a message; undefined when it takes it. */
export function messageFault(body: unknown, fileNames: readonly string[] = []): Fault | undefined {
  const message = object(body)
  const check: Check = { faults: [], components: 0, text: 0, ids: new Set(), files: new Set(fileNames) }
  const add = (path: string, reason: string) => void check.faults.push({ path, reason })
  const json = JSON.stringify(body)
  if (!json.isWellFormed() || /\\ud[89a-f][0-9a-f]{2}|\\u0000/i.test(json))
    add('', 'The request body contains invalid JSON.')
  const isV2 = (Number(message['flags'] ?? 0) & (1 << 15)) !== 0
  const content = message['content']
  if (isV2 && (content !== undefined || message['embeds'] !== undefined))
    add('content', 'The "content" and "embeds" fields cannot be used with MessageFlags.IS_COMPONENTS_V2')
  if (typeof content === 'string' && content.length > 2000) add('content', 'Must be 2000 or fewer in length.')
  const components = list(message['components'])
  if (isV2 && components.length === 0) add('components', 'Cannot send an empty message')
  if (!isV2 && components.some(({ type }) => type !== 1))
    add('components', 'Value of field "type" must be one of (1,).')
  if (!isV2 && (typeof content !== 'string' || content.trim() === '') && fileNames.length === 0)
    add('', 'Cannot send an empty message')
  for (const [at, one] of components.entries())
    checkComponent(check, one, allowedIn.message, `components.${at}`)
  if (check.components > most.components) add('components', `Must be ${most.components} or fewer in total.`)
  if (check.text > most.text) add('components', `Text must be ${most.text} or fewer in total.`)
  if (list(message['attachments']).length > 10 || fileNames.length > 10)
    add('attachments', 'Must be 10 or fewer in length.')
  for (const [at, { description }] of list(message['attachments']).entries())
    if (typeof description === 'string' && description.length > 1024)
      add(`attachments.${at}.description`, 'Must be 1024 or fewer in length.')
  if (typeof message['nonce'] === 'string' && message['nonce'].length > 25)
    add('nonce', 'Must be 25 or fewer in length.')
  if (check.faults.length === 0 && Buffer.byteLength(json) > most.bytes)
    return { path: '', reason: 'Internal Server Error', crash: true }
  return check.faults[0]
}

function checkComponent(check: Check, one: Json, allowed: readonly number[], path: string): void {
  check.components += 1
  const type = Number(one['type'])
  if (!allowed.includes(type)) {
    check.faults.push({
      path: `${path}.type`,
      reason: `Value of field "type" must be one of ${allowed.join(', ')}.`,
    })
    return
  }
  if (type === 1) checkRow(check, one, path)
  if (type === 10) checkText(check, one, path)
  if (type === 12) checkGallery(check, one, path)
  if (type === 13) checkMedia(check, object(one['file'])['url'], `${path}.file`, true)
  if (type === 17) {
    const inner = list(one['components'])
    const accent = one['accent_color']
    if (inner.length < 1) check.faults.push({ path, reason: 'Must be between 1 and 40 in length.' })
    if (accent !== undefined && !(Number(accent) >= 0 && Number(accent) <= 0xffffff))
      check.faults.push({ path: `${path}.accent_color`, reason: 'Must be a colour.' })
    for (const [at, child] of inner.entries())
      checkComponent(check, child, allowedIn.container, `${path}.components.${at}`)
  }
}

function checkText(check: Check, one: Json, path: string): void {
  const content = typeof one['content'] === 'string' ? one['content'] : ''
  check.text += content.length
  if (content.trim() === '') check.faults.push({ path: `${path}.content`, reason: 'This field is required' })
}

function checkGallery(check: Check, one: Json, path: string): void {
  const items = list(one['items'])
  if (items.length < 1 || items.length > 10)
    check.faults.push({ path: `${path}.items`, reason: 'Must be between 1 and 10 in length.' })
  for (const [at, item] of items.entries()) {
    checkMedia(check, object(item['media'])['url'], `${path}.items.${at}.media`, false)
    const alt = item['description']
    if (alt !== undefined && (typeof alt !== 'string' || alt.length < 1 || alt.length > 1024))
      check.faults.push({
        path: `${path}.items.${at}.description`,
        reason: 'Must be between 1 and 1024 in length.',
      })
  }
}

function checkMedia(check: Check, url: unknown, path: string, onlyAttached: boolean): void {
  const text = typeof url === 'string' ? url : ''
  const name = /^attachment:\/\/(.+)$/.exec(text)?.[1]
  if (name !== undefined ? check.files.has(name) : !onlyAttached && /^https?:\/\/\S+$/.test(text)) return
  check.faults.push({ path, reason: 'The referenced attachment was not found.' })
}

function checkRow(check: Check, one: Json, path: string): void {
  const inner = list(one['components'])
  const buttons = inner.filter(({ type }) => type === 2)
  const selects = inner.filter(({ type }) => type === 3)
  const isRow =
    inner.length === buttons.length
      ? inner.length >= 1 && inner.length <= 5
      : inner.length === 1 && selects.length === 1
  if (!isRow) check.faults.push({ path, reason: 'A row holds one to five buttons, or one select.' })
  check.components += inner.length
  for (const [at, button] of buttons.entries()) checkButton(check, button, `${path}.components.${at}`)
  for (const [at, select] of selects.entries()) checkSelect(check, select, `${path}.components.${at}`)
}

function checkButton(check: Check, button: Json, path: string): void {
  const add = (field: string, reason: string) => void check.faults.push({ path: `${path}.${field}`, reason })
  const { label, url, custom_id: id, style } = button
  if (typeof label !== 'string' || label.trim() === '' || label.length > 80)
    add('label', 'Must be between 1 and 80 in length.')
  if (style === 5) {
    if (typeof url !== 'string' || url.length > 512 || !URL.canParse(url) || !/^(https?|discord):/.test(url))
      add('url', 'Not a well formed URL.')
    if (id !== undefined) add('custom_id', 'A link cannot have a custom id.')
    return
  }
  if (![1, 2, 3, 4].includes(Number(style))) add('style', 'Value must be one of (1, 2, 3, 4, 5, 6).')
  if (url !== undefined) add('url', 'A custom id and a url cannot both be specified')
  checkId(check, id, path)
}

export function checkId(check: Pick<Check, 'faults' | 'ids'>, id: unknown, path: string): void {
  if (typeof id !== 'string' || id.length < 1 || id.length > 100) {
    check.faults.push({ path: `${path}.custom_id`, reason: 'Must be between 1 and 100 in length.' })
    return
  }
  if (check.ids.has(id))
    check.faults.push({ path: `${path}.custom_id`, reason: 'Component custom id cannot be duplicated' })
  check.ids.add(id)
}

export function checkSelect(check: Pick<Check, 'faults' | 'ids'>, select: Json, path: string): void {
  checkId(check, select['custom_id'], path)
  const options = list(select['options'])
  const add = (field: string, reason: string) => void check.faults.push({ path: `${path}.${field}`, reason })
  if (options.length < 1 || options.length > 25) add('options', 'Must be between 1 and 25 in length.')
  if (typeof select['placeholder'] === 'string' && select['placeholder'].length > 150)
    add('placeholder', 'Must be 150 or fewer in length.')
  const values = options.map(({ value }) => value)
  if (new Set(values).size !== values.length) add('options', 'The specified option value is already used')
  for (const [at, { label, value }] of options.entries())
    for (const text of [label, value])
      if (typeof text !== 'string' || text.trim() === '' || text.length > 100)
        add(`options.${at}`, 'Must be between 1 and 100 in length.')
}
