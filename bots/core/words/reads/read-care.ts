import { openings } from '../lexicon/openings.ts'
import { alt, whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, has, take, type Line } from '../line.ts'
import { act, clarify, refuse, type Meaning } from '../meaning.ts'
import { askForConversation, conversationInPlace, takeConversations } from '../refs/conversations.ts'
import { askForMember, takeMember } from '../refs/members.ts'
import { oneOrMany, postInPlace, takePosts } from '../refs/posts.ts'
import type { Reader, Scene } from '../scene.ts'
import { hourOfPart } from '../time/clock.ts'
import { resolveWhen, saysWhen, takeSpan, takeWhen } from '../time/when.ts'

const question = whole(`^[ ,¿]*${openings.asking}`)
const asks = (line: Line) => findPattern(line, question) !== undefined

const small =
  /^[ ,¡¦]*(?:(?:and|please|also|und|y|et|hey|ok|lets|then|now|can|we|are|i|i ll|ill|ich|je|yo|this|it|that|the|is|das|den|die|convo|conversation|chat|ticket|thread|can you|could|should|the|with|for|about|of|la|el|conversacion|conversation|le|#?\d{3,9}|all|just|so|me|to|want|well|great|good|super|thanks)[ ,:¦-]*)*$/

/** The verb stands first, or after the conversation it is about. */
const leads = (line: Line, start: number) => small.test(line.clean.slice(0, start))

export const readSnooze: Reader = (scene) => {
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const verb = find(line, 'do:snooze')
  if (!verb) return undefined
  const own =
    /snooz|schlummer|zuruck|wiedervorlage|erinner|remind|rappelle|recuerda|pospon|silencia|pause|park|wake|weck|veille|attente|vertag|hide|sleep|endors|aparca|duerme|mute|reveille|resurface|shelve|aside/.test(
      verb.text,
    )
  const reply = take(line, 'nextReply')
  const ref = takeConversations(scene, line)
  if (ref.kind === 'none' && !own) return undefined
  if (ref.kind === 'none' && hasPost(scene, line)) return undefined
  if (ref.kind === 'conversations' && !own && ref.end === 0) return undefined
  const asked = askForConversation(ref, 'inbox.snooze')
  if (asked) return asked
  if (ref.kind !== 'conversations') return undefined
  const conversation = oneOrMany(ref.ids)
  if (reply) return act('inbox.snooze', { conversation, until: 'next_reply' })
  const until = instantOf(scene, line)
  return until === undefined
    ? clarify('at', { command: 'inbox.snooze', args: { conversation } })
    : act('inbox.snooze', { conversation, until })
}

function instantOf(scene: Scene, line: Line): string | undefined {
  const { now } = scene.world
  const when = takeWhen(line, now, scene.lang)
  if (saysWhen(when)) {
    const instant = resolveWhen(when, now, { partHours: hourOfPart })
    return instant !== 'unclear' && 'at' in instant ? instant.at : undefined
  }
  const span = takeSpan(line)
  return span && now.add(span).toString()
}

const hasPost = (scene: Scene, line: Line) => {
  const ref = takePosts(scene, copy(line))
  return ref.kind === 'posts' || ref.kind === 'several'
}

export const readResolve: Reader = (scene) => {
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const verb = find(line, 'do:resolve')
  if (!verb) return undefined
  const ref = takeConversations(scene, line)
  const placed = conversationInPlace(scene.said) !== undefined
  // "resolved refund tickets" asks for a list.
  if (
    ref.kind === 'none' &&
    !ref.wrongNumber &&
    /^(?:resolved|closed|solved|complete|sorted|erledigt|geschlossen|resuelt|cerrad|resolu|ferme[es]|cloture[es])/.test(
      verb.text,
    )
  )
    return undefined
  if (
    ref.kind === 'none' &&
    (!leads(line, verb.start) || (scene.said.in?.post ?? postInPlace(scene.said)) !== undefined)
  )
    return undefined
  if (
    ref.kind === 'none' &&
    !ref.wrongNumber &&
    !has(line, 'noun:conversation') &&
    !/^(?:resolve|close|resuelve|cierra|schlies|schliess|ferme|clos|resou|clotur|erledig|cerrar|done with|finish)/.test(
      verb.text,
    )
  )
    return undefined
  if (ref.kind === 'conversations' && ref.end === 0 && placed && !leads(line, verb.start)) return undefined
  const asked = askForConversation(ref, 'inbox.resolve')
  if (asked) return asked
  return ref.kind === 'conversations' ? act('inbox.resolve', { conversation: oneOrMany(ref.ids) }) : undefined
}

export const readAssign: Reader = (scene) => {
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const un = find(line, 'do:unassign')
  if (un && leads(line, un.start)) return unassign(scene, line)
  const mine = find(line, 'do:take')
  const verb = find(line, 'do:assign')
  if (!verb && !mine) return undefined
  // "assign marie to luc": the conversation is looked for first, then the member.
  const ref = takeConversations(scene, line)
  const hand = handsOver(line)
  if (ref.kind === 'none' && !ref.wrongNumber && !hand && !(mine && conversationWord(line))) return undefined
  if (
    ref.kind === 'none' &&
    hasPost(scene, line) &&
    !/^(?:assign|reassign|zuweis|asigna|assigne|attribue)/.test(verb?.text ?? '')
  )
    return undefined
  if (ref.kind === 'conversations' && ref.end === 0 && !hand && !(mine && leads(line, mine.start)))
    return undefined
  const asked = askForConversation(ref, 'inbox.assign')
  if (asked) return asked
  if (ref.kind !== 'conversations') return undefined
  const conversation = oneOrMany(ref.ids)
  const member = takeMember(scene.world, line)
  if (member.kind === 'none' && !mine)
    return afterTo(line)
      ? refuse('unknown_member')
      : clarify('member', { command: 'inbox.assign', args: { conversation } })
  if (member.kind === 'none') return act('inbox.assign', { conversation, member: scene.world.speakerId })
  return (
    askForMember(scene.world, member, 'inbox.assign', { conversation }) ??
    (member.kind === 'member' ? act('inbox.assign', { conversation, member: member.id }) : undefined)
  )
}

function unassign(scene: Scene, line: Line): Meaning | undefined {
  const ref = takeConversations(scene, line)
  if (ref.kind === 'none' && hasPost(scene, line)) return undefined
  const asked = askForConversation(ref, 'inbox.assign', { member: 'none' })
  if (asked) return asked
  return ref.kind === 'conversations'
    ? act('inbox.assign', { conversation: oneOrMany(ref.ids), member: 'none' })
    : undefined
}

/** Verbs that can only mean a handover; 'give' and 'put' need a name to hand to. */
function handsOver(line: Line): boolean {
  return (
    findPattern(line, whole(`(?:re)?assign(?:ed)?|${openings.handover}`)) !== undefined &&
    (afterTo(line) || /assign|zuweis|asigna|attribue/.test(line.clean))
  )
}

const afterTo = (line: Line) =>
  /(?<![a-z])(?:to|an|a|al|à|au) (?!(?:the )?(?:next|draft|customer|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)[a-z@]/.test(
    line.clean,
  ) || /\bweise? .* zu\b/.test(line.clean)

const conversationWord = (line: Line) =>
  findPattern(line, whole(alt('noun:conversation', 'en'))) !== undefined

/** "and 1199 too", "to luc instead": the act before, with what is named. */
export function readCareAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (
    before?.kind !== 'command' ||
    !['inbox.assign', 'inbox.resolve', 'inbox.snooze'].includes(before.command)
  )
    return undefined
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const ref = takeConversations({ ...scene, said: { text: scene.said.text } }, line)
  if (ref.kind === 'several' || (ref.kind === 'none' && ref.wrongNumber))
    return askForConversation(ref, before.command)
  const named = ref.kind === 'conversations' ? { conversation: oneOrMany(ref.ids) } : {}
  if (before.command === 'inbox.assign') {
    const member = takeMember(scene.world, line)
    if (member.kind === 'several') return askForMember(scene.world, member, before.command, before.args)
    if (member.kind === 'member') return act(before.command, { ...before.args, ...named, member: member.id })
  }
  const until = before.command === 'inbox.snooze' ? instantOf(scene, line) : undefined
  if (ref.kind !== 'conversations' && until === undefined) return undefined
  return act(before.command, { ...before.args, ...named, ...(until !== undefined && { until }) })
}
