import { openings } from '../lexicon/openings.ts'
import { alt, isAll, whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, leftWords, typed, type Line, type Match } from '../line.ts'
import { act, clarify, type CommandName, type Meaning } from '../meaning.ts'
import { askForPost, oneOrMany, takePosts, type PostRef } from '../refs/posts.ts'
import { fillers, type Reader, type Scene } from '../scene.ts'

type Verdict = 'approve' | 'reject' | 'request_changes'

const verbs: [Verdict, string][] = [
  ['request_changes', 'do:notYet'],
  ['request_changes', 'do:changes'],
  ['reject', 'do:reject'],
  ['approve', 'do:approve'],
]

/** Yes, no or not yet to a post. Only what is said before the reason decides which. */
export const readApproval: Reader = (scene) => {
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const verdict = verdictOf(line)
  if (!verdict) return undefined
  const { command, verb } = verdict
  const reasonAt = separatorAfter(line, verb.end)
  // The post is named before the reason; a number in the reason ("should be 89") is none.
  const head: Line = { ...line, clean: line.clean.slice(0, reasonAt?.start ?? line.clean.length) }
  const ref = takePosts(scene, head)
  const named = ref.kind === 'none' && reasonAt ? namedLater(scene, line) : ref
  if (!applies(scene, named, verb, command)) return undefined
  const asked = askForPost(named, command)
  if (asked) return asked
  if (named.kind !== 'posts') return clarify('post', { command })
  const post = oneOrMany(named.ids)
  if (command === 'approve') {
    const but = conditionOf(scene.line)
    return but === undefined ? act(command, { post }) : act('request_changes', { post, reason: but })
  }
  return act(command, {
    post,
    reason: reasonOf(line, Math.max(verb.end, named.by === 'place' ? 0 : named.end)),
  })
}

function verdictOf(line: Line): { command: Verdict; verb: Match } | undefined {
  const found = verbs.flatMap(([command, key]) => {
    const verb = find(line, key)
    return verb ? [{ command, verb }] : []
  })
  const colon = separatorAfter(line, 0)
  const inHead = found.filter(({ verb }) => !colon || verb.start < colon.start || isLead(line, colon.start))
  // "do not approve 482 yet" says 'approve' too; 'not yet' is what it means.
  const [first] = inHead.toSorted(
    (a, b) =>
      a.verb.start - b.verb.start ||
      verbs.findIndex(([command]) => command === a.command) -
        verbs.findIndex(([command]) => command === b.command),
  )
  const negated = inHead.find(
    ({ command, verb }) => command === 'request_changes' && first && verb.start <= first.verb.end + 12,
  )
  return negated && first?.command === 'approve' ? negated : first
}

/** Before the mark stands nothing but the post: "482: approved", "493 - needs changes, logo". */
const isLead = (line: Line, at: number) =>
  !verbs.some(([, key]) => {
    const verb = find(line, key)
    return verb !== undefined && verb.start < at
  })

/** These words are an approval only where a post is at hand; the others always. */
const always = new RegExp(`^${openings.verdict}`)

function applies(scene: Scene, ref: PostRef, verb: Match, command: CommandName): boolean {
  if (ref.kind === 'posts' && ref.by !== 'place') return true
  if (ref.kind === 'unknown' || ref.kind === 'several') return always.test(verb.text) || command !== 'approve'
  const start =
    /^[ ,¡]*(?:and |so |yes |ja |si |oui |ok |und |y |et |then |lets |i |ich |je |all |it |this |das |es |that |please )*$/.test(
      scene.line.clean.slice(0, verb.start),
    )
  if (ref.kind === 'posts')
    return always.test(verb.text) || (start && (command !== 'approve' || isShort(scene, verb)))
  return (
    start &&
    !/^ok(?:ay)?$/.test(scene.line.clean.trim()) &&
    always.test(verb.text) &&
    (verb.text.length > 3 || scene.line.clean.trim().split(/ +/).length <= 3) &&
    scene.said.in?.conversation === undefined
  )
}

/** "perfect" in the thread of a post approves it; "perfect timing for a coffee" is talk. */
function isShort(scene: Scene, verb: Match): boolean {
  const rest = {
    ...copy(scene.line),
    clean: scene.line.clean
      .slice(verb.end)
      .replaceAll(whole(alt('do:approve')), ' ')
      .replaceAll(fillers, ' '),
  }
  return leftWords(rest).length <= 1
}

function namedLater(scene: Scene, line: Line): PostRef {
  const ref = takePosts(scene, line)
  return ref.kind === 'posts' && ref.by !== 'number' && ref.by !== 'place' ? { kind: 'none' } : ref
}

const mark = /[,;:]| - |\n|(?: because | since | weil | denn | porque | ya que | car | parce que | as the )/g

function separatorAfter(line: Line, from: number): Match | undefined {
  for (let at = from; ;) {
    const found = findPattern(line, mark, at)
    if (!found) return undefined
    // A comma inside a list of posts: "482, 483 and 487".
    if (!/^[ ,]*(?:and |und |y |et )?#?\d{2,}/.test(line.clean.slice(found.end)) || found.text !== ',')
      return found
    at = found.end
  }
}

const condition =
  /(?<![a-z])(?:but|except|however|once|unless|as soon as|only if|only after|provided|if|aber|sobald|wenn|falls|pero|cuando|si|siempre que|mais|des que|quand) (?=[a-z])/

/** "looks good but fix the typo first" is no approval: what follows is to be done before. */
function conditionOf(line: Line): string | undefined {
  const found = condition.exec(line.clean)
  return found && found.index > 2 ? typed(line, found.index + found[0].length).trim() : undefined
}

/** What is said of the post, as typed. */
function reasonOf(line: Line, from: number): string | undefined {
  const found = separatorAfter(line, from)
  if (!found) return undefined
  const text = typed(line, found.end)
    .trim()
    .replace(/^[,;:–—-]+\s*/, '')
  const reason = /^["“„«].*["”“»]$/s.test(text) ? text.slice(1, -1).trim() : text
  return reason === '' ||
    isAll(`${alt('also')}|please|thanks|danke|gracias|merci|bitte`, reason.toLowerCase())
    ? undefined
    : reason
}

const question = whole(`^[ ,¿]*${openings.asking}`)

const asks = (line: Line) => findPattern(line, question) !== undefined

/** "and 493 too": the same verdict for another post. */
export function readVerdictAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command' || !verbs.some(([command]) => command === before.command)) return undefined
  if (asks(scene.line)) return undefined
  const line = copy(scene.line)
  const ref = takePosts({ ...scene, said: { text: scene.said.text } }, line)
  if (ref.kind === 'none') return undefined
  const asked = askForPost(ref, before.command)
  if (asked || ref.kind !== 'posts') return asked
  const { reason: _, ...rest } = before.args
  return act(before.command, {
    ...rest,
    post: oneOrMany(ref.ids),
    reason: before.command === 'approve' ? undefined : reasonOf(line, ref.end),
  })
}
