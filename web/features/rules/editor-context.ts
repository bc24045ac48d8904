import { createContext, use } from 'react'
import type { RuleDefinition } from '#features/rules/schema.ts'
import type { Edited } from './edit-rule.ts'
import type { Names } from './use-names.ts'

export interface RuleEditor {
  rule: RuleDefinition
  names: Names
  canWrite: boolean
  /** The part whose editor is open. */
  openPath: string | undefined
  open: (path: string | undefined) => void
  change: (rule: RuleDefinition) => void
  /** Changes the rule, and opens the editor of the part that it tells. */
  changeAndOpen: (edited: Edited) => void
  remove: (rule: RuleDefinition, what: string) => void
  problems: ReadonlyMap<string, string>
  /** The reader wanted to save: now what is missing is said in words. */
  attempted: boolean
}

export const EditorContext = createContext<RuleEditor | undefined>(undefined)

export function useEditor(): RuleEditor {
  const editor = use(EditorContext)
  if (!editor) throw new Error('The parts of a rule need their editor above them')
  return editor
}
