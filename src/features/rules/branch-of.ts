import type { RuleDefinition } from './schema.ts'

export type Branch = 'then' | 'otherwise'

/** Which list of actions a verdict calls for; undefined: none. */
export function branchOf(definition: RuleDefinition, matched: boolean): Branch | undefined {
  const branch = matched ? 'then' : 'otherwise'
  return definition[branch].length > 0 ? branch : undefined
}
