import { isGroup } from './schema.ts'
import type { Condition } from './schema.ts'

/** The part of a condition that a path of the trace leads to; '' is the whole. */
export function conditionAt(root: Condition, path: string): Condition | undefined {
  if (path === '') return root
  let at: Condition | undefined = root
  for (const index of path.split('.')) {
    at = at && isGroup(at) ? at.of[Number(index)] : undefined
  }
  return at
}
