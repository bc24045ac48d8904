import { list, object } from './json.ts'
import { checkId, checkSelect } from './check-message.ts'
import type { Fault } from './check-message.ts'

/** Why Discord would refuse this form; undefined when it takes it. */
export function modalFault(body: unknown): Fault | undefined {
  const modal = object(body)
  const check = { faults: [] as Fault[], ids: new Set<string>() }
  const within = (path: string, value: unknown, min: number, max: number) => {
    if (
      typeof value !== 'string' ||
      value.length < min ||
      value.length > max ||
      (min > 0 && value.trim() === '')
    )
      check.faults.push({ path, reason: `Must be between ${min} and ${max} in length.` })
  }
  if (!JSON.stringify(body).isWellFormed())
    check.faults.push({ path: '', reason: 'The request body contains invalid JSON.' })
  within('custom_id', modal['custom_id'], 1, 100)
  within('title', modal['title'], 1, 45)
  const labels = list(modal['components'])
  if (labels.length < 1 || labels.length > 5)
    check.faults.push({ path: 'components', reason: 'Must be between 1 and 5 in length.' })
  for (const [at, one] of labels.entries()) {
    const path = `components.${at}`
    if (one['type'] !== 18)
      check.faults.push({ path, reason: 'Value of field "type" must be one of (1, 10, 18).' })
    within(`${path}.label`, one['label'], 1, 45)
    if (one['description'] !== undefined) within(`${path}.description`, one['description'], 1, 100)
    const input = object(one['component'])
    if (input['type'] === 3) checkSelect(check, input, `${path}.component`)
    else if (input['type'] === 4) {
      checkId(check, input['custom_id'], `${path}.component`)
      if (input['value'] !== undefined)
        within(`${path}.component.value`, input['value'], 0, Number(input['max_length'] ?? 4000))
      if (Number(input['max_length'] ?? 1) < 1 || Number(input['max_length'] ?? 1) > 4000)
        check.faults.push({ path: `${path}.component.max_length`, reason: 'Must be between 1 and 4000.' })
    } else check.faults.push({ path: `${path}.component`, reason: 'Not allowed in a label.' })
  }
  return check.faults[0]
}
