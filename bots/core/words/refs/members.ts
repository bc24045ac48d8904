import { whole } from '../lexicon/phrases.ts'
import { blank, findPattern, type Line } from '../line.ts'
import { clarify, refuse, type CommandName, type Meaning, type World } from '../meaning.ts'
import { findName } from './names.ts'

export type MemberRef =
  | { kind: 'member'; id: string }
  | { kind: 'several'; ids: string[] }
  | { kind: 'unknown' }
  | { kind: 'none' }

const self = whole('me|myself|mir|mich|moi|mi|mine|i|ill|im|ich|je|yo|asigname|asignamela|asignamelo')

/** Which member is named; takes the name from the line. */
export function takeMember(world: World, line: Line): MemberRef {
  const found = findName(line, world.members)
  if (found) {
    blank(line, found.start, found.end)
    return found.ids.length === 1
      ? { kind: 'member', id: found.ids[0] ?? '' }
      : { kind: 'several', ids: found.ids }
  }
  return findPattern(line, self) ? { kind: 'member', id: world.speakerId } : { kind: 'none' }
}

export function askForMember(
  world: World,
  ref: MemberRef,
  command: CommandName,
  args: Record<string, unknown>,
): Meaning | undefined {
  if (ref.kind === 'member') return undefined
  if (ref.kind === 'unknown') return refuse('unknown_member')
  const options = world.members
    .filter(({ id }) => ref.kind !== 'several' || ref.ids.includes(id))
    .map(({ id, name }) => ({ id, label: name }))
  return clarify('member', { command, args, options })
}
