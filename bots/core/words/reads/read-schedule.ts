import { openings } from '../lexicon/openings.ts'
import { Temporal } from 'temporal-polyfill'
import { whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, has } from '../line.ts'
import { act, clarify, type Meaning } from '../meaning.ts'
import { conversationInPlace, takeConversations } from '../refs/conversations.ts'
import { askForPost, oneOrMany, takePosts } from '../refs/posts.ts'
import type { Reader, Scene } from '../scene.ts'
import { resolveWhen, saysWhen, takeWhen, type Instant } from '../time/when.ts'

/** A post that exists gets its time, or another one. */
export const readSchedule: Reader = (scene) => {
  const line = copy(scene.line)
  const verb = ['do:schedule', 'do:move', 'do:later', 'do:earlier'].some((key) => has(line, key))
  const strong = isStrong(scene)
  if (asks(scene)) return undefined
  const ref = takePosts(scene, line)
  // "315 → monday 8am": a post and a time say enough.
  if (!verb && !inPost(scene) && !(ref.kind === 'posts' && ref.by === 'number')) return undefined
  if (ref.kind === 'none' && scene.said.context?.kind === 'command' && scene.said.context.command === 'ask')
    return undefined
  if (ref.kind === 'none' && ofConversation(scene)) return undefined
  if (ref.kind !== 'posts') return strong ? askForPost(ref, commandFor(undefined)) : undefined
  const when = takeWhen(line, scene.world.now, scene.lang, { shift: true })
  if (!saysWhen(when) && !strong) return undefined
  const [had, hasTime] = timeOf(scene, ref.ids)
  const command = commandFor(hasTime)
  const post = oneOrMany(ref.ids)
  const instant: Instant = saysWhen(when) ? resolveWhen(when, scene.world.now, { had }) : 'unclear'
  return instant === 'unclear'
    ? clarify('at', { command, args: { post } })
    : act(command, { post, ...instant })
}

const commandFor = (hasTime: boolean | undefined) => (hasTime ? 'reschedule' : 'schedule')

/** Words that can mean nothing but a time for a post. */
function isStrong(scene: Scene): boolean {
  const start = new RegExp(
    `^[ ,]*(?:and |so |then |lets |now |ok |und |y |et |yes |actually |no )*${openings.scheduling}\\b`,
  )
  return start.test(scene.line.clean)
}

const inPost = ({ said }: Scene) =>
  said.in?.post !== undefined ||
  (said.context?.kind === 'command' && (said.context.command === 'draft' || 'post' in said.context.args))

function ofConversation(scene: Scene): boolean {
  if (scene.said.in?.post !== undefined) return false
  if (conversationInPlace(scene.said) !== undefined) return true
  const ref = takeConversations(scene, copy(scene.line))
  return ref.kind !== 'none'
}

function asks(scene: Scene): boolean {
  const question = findPattern(
    scene.line,
    whole(
      '^[ ,¿]*(?:how|why|when|who|which|what|whats|did|does|is|are|was|will|wie|warum|wann|wer|was|welche[rs]?|cuant[oa]s?|cuando|como|que|quien|combien|comment|pourquoi|quand|qui|qu est ce)',
    ),
  )
  return question !== undefined || find(scene.line, 'do:help')?.start === 0
}

/** When the post goes out so far; of several posts nobody can say. */
function timeOf(scene: Scene, ids: readonly string[]): [Temporal.ZonedDateTime | undefined, boolean] {
  const [id] = ids
  if (id === '@context' && scene.said.context?.kind === 'command') {
    const { args } = scene.said.context
    const at = args['at']
    return [
      typeof at === 'string' ? Temporal.ZonedDateTime.from(at) : undefined,
      'at' in args || 'slot' in args || 'rrule' in args,
    ]
  }
  const post = scene.world.posts.find((each) => each.id === id)
  // What the message before in the thread has changed counts: its time is the post's now.
  const before = scene.said.context
  const changed = before?.kind === 'command' && before.args['post'] === id ? before.args['at'] : undefined
  const at = typeof changed === 'string' ? changed : post?.at
  return [at === undefined ? undefined : Temporal.ZonedDateTime.from(at), at !== undefined]
}

export function readMove(scene: Scene): Meaning | undefined {
  return inPost(scene) ? readSchedule(scene) : undefined
}
