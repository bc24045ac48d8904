import type { PolicyDefinition, Stage } from './schema.ts'

const someNames = 4

/** A policy as people say it: "Ana or Ben, then all of Legal approve". */
export function policySentence(policy: PolicyDefinition, names: ReadonlyMap<string, string>): string {
  const stages = policy.stages.map((stage) => stageWords(stage, names)).join(', then ')
  const own = policy.selfApproval ? '' : ' Authors do not approve their own.'
  return `${stages}.${own}`
}

function stageWords(stage: Stage, names: ReadonlyMap<string, string>): string {
  const people = [
    ...stage.memberIds.map((id) => names.get(id) ?? 'somebody who left'),
    ...stage.roles.map((role) => `the ${role}s`),
  ]
  const who = people.length === 0 ? ['everybody who may approve'] : people
  const shown = who.length > someNames ? [...who.slice(0, someNames), `${who.length - someNames} more`] : who
  const list = new Intl.ListFormat('en', { type: stage.rule === 'all' ? 'conjunction' : 'disjunction' })
  if (stage.rule === 'n_of_m') return `${stage.need} of ${list.format(shown)}`
  return `${stage.rule === 'all' ? 'all of' : 'one of'} ${list.format(shown)}`
}
