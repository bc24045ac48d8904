import { openings } from '../lexicon/openings.ts'
import { alts, whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, has, leftWords, type Line } from '../line.ts'
import { act, clarify, refuse, type Account, type Args, type Meaning } from '../meaning.ts'
import { publishing, takePlaces } from '../refs/accounts.ts'
import { takePosts } from '../refs/posts.ts'
import { fillers, type Reader, type Scene } from '../scene.ts'
import { splitText, withQuotes, type Split } from '../split-text.ts'
import { resolveWhen, saysWhen, takeWhen, type When } from '../time/when.ts'

/** A new post. Whether it is one is decided by the words before its text alone. */
export const readDraft: Reader = (scene) => {
  const split = splitText(
    scene.said.text,
    scene.world.posts.map(({ title }) => title),
  )
  const head = scene.open(split?.head ?? scene.said.text)
  if (!isDraft(scene, head, split)) return undefined
  const places = takePlaces(scene.world, head)
  const { text, tail } = split ? textOf(scene, split) : { text: '', tail: undefined }
  const when = tail && saysWhen(tail.when) ? tail.when : takeWhen(head, scene.world.now, scene.lang)
  const accounts = [...places.accounts, ...(tail?.accounts ?? [])]
  const platforms = [
    ...new Set([
      ...places.platforms,
      ...accounts.map(({ platform }) => platform),
      ...(tail?.platforms ?? []),
    ]),
  ]
  if (
    places.unknown ||
    (platforms.length === 0 && /\b(?:for|on|to|auf|fur|para|en|sur|pour) threads\b/.test(head.clean))
  )
    return refuse('unknown_account')
  const args: Args = {
    text: text === '' ? undefined : text,
    platforms: platforms.length === 0 ? undefined : platforms,
    accounts: accounts.length === 0 ? undefined : accounts.map(({ id }) => id),
  }
  if (platforms.length === 0 || platforms.some((platform) => !publishing(scene.world).includes(platform)))
    return clarify('platforms', { command: 'draft', args })
  if (text === '') return clarify('text', { command: 'draft', args })
  if (!saysWhen(when)) return act('draft', args)
  const instant = resolveWhen(when, scene.world.now)
  return instant === 'unclear'
    ? clarify('at', { command: 'draft', args })
    : act('draft', { ...args, ...instant })
}

function isDraft(scene: Scene, head: Line, split: Split | undefined): boolean {
  const probe = copy(head)
  const places = takePlaces(scene.world, probe)
  const named = places.platforms.length > 0 || places.accounts.length > 0 || places.all || places.unknown
  const verb = find(head, 'do:draft')
  if (isOther(head, verb?.start)) return false
  const about = takePosts({ ...scene, said: { text: scene.said.text } }, copy(head))
  if (about.kind === 'posts' && about.by === 'number') return false
  if (split && named && onlyPlaces(scene, probe)) return true
  if (!verb || !early(head, verb.start, probe))
    return hasSchedule(head) && named === true && split !== undefined && about.kind === 'none'
  if (split) return about.kind === 'none' || !/^(?:post|publish|put|share)/.test(verb.text) || named === true
  return (
    about.kind === 'none' &&
    (named === true ||
      /\b(?:new|nuev|neue|nouve|draft|entwurf|borrador|brouillon|tweet|tuit|compose|a post|un post|einen post|write|create|make)/.test(
        verb.text,
      ))
  )
}

/** The verb of the message is another: "reject the draft for x: too long". */
function isOther(head: Line, draftAt: number | undefined): boolean {
  const others = [
    'do:reject',
    'do:changes',
    'do:notYet',
    'do:reply',
    'do:note',
    'do:approve',
    'do:snooze',
    'do:resolve',
    'do:unassign',
    'do:alert',
  ]
  const asks = findPattern(
    head,
    whole(
      `^ *(?:how|why|when|who|which|did|wie|warum|wann|wer|welche[rs]?|cuant[oa]s?|como|por que|combien|comment|pourquoi|whats|what)`,
    ),
  )
  if (asks) return true
  return others.some((key) => {
    const found = find(head, key)
    return (
      found !== undefined &&
      /^[ ,]*$/.test(head.clean.slice(0, found.start)) &&
      (draftAt === undefined || found.start < draftAt)
    )
  })
}

const hasSchedule = (head: Line) => {
  const verb = find(head, 'do:schedule')
  return verb !== undefined && /^[ ,]*$/.test(head.clean.slice(0, verb.start))
}

/** Only platforms, times and small words: a platform and a colon are enough to begin a post. */
function onlyPlaces(scene: Scene, rest: Line): boolean {
  const probe = copy(rest)
  takeWhen(probe, scene.world.now, scene.lang)
  probe.clean = probe.clean.replaceAll(
    whole(
      alts(
        'format:reel',
        'format:story',
        'format:carousel',
        'format:video',
        'format:short',
        'format:thread',
        'format:image',
        'do:draft',
      ),
    ),
    ' ',
  )
  return leftWords({ ...probe, clean: probe.clean.replaceAll(fillers, ' ') }).length === 0
}

const beforeVerb = whole(openings.makingPost)

/** The verb stands first, or only places and small words before it. */
function early(head: Line, at: number, withoutPlaces: Line): boolean {
  const before = withoutPlaces.clean.slice(0, at).replaceAll(fillers, ' ').replaceAll(beforeVerb, ' ')
  return leftWords({ ...head, clean: before }).length === 0
}

interface Tail {
  when: When
  platforms: string[]
  accounts: Account[]
}

/** The text, and the words of command that follow it. */
function textOf(scene: Scene, split: Split): { text: string; tail?: Tail } {
  if (split.tail !== undefined) {
    if (split.tail.trim() === '') return { text: split.text }
    const tail = readTail(scene, split.tail)
    if (tail) return { text: split.text, tail }
    return { text: withQuotes(scene.said.text, split.head, split.by) }
  }
  const lines = split.text.split('\n')
  const last = lines.at(-1) ?? ''
  const tail = lines.length > 1 && last.trim() !== '' ? readTail(scene, last) : undefined
  return tail && saysWhen(tail.when) && tail.platforms.length === 0
    ? { text: lines.slice(0, -1).join('\n').trim(), tail }
    : { text: split.text }
}

/** Words that are a time, a slot or a platform and nothing else. */
function readTail(scene: Scene, words: string): Tail | undefined {
  const line = scene.open(words)
  const places = takePlaces(scene.world, line)
  const when = takeWhen(line, scene.world.now, scene.lang)
  line.clean = line.clean
    .replaceAll(fillers, ' ')
    .replaceAll(/\b(?:schedule|post|publish|go(?:es)? (?:out|live)|send|plane|programa|publie)\b/g, ' ')
  const left = leftWords(line)
  if (left.length > 0 || (!saysWhen(when) && places.platforms.length + places.accounts.length === 0))
    return undefined
  return { when, platforms: places.platforms, accounts: places.accounts }
}

/** "and one for linkedin too": the same text elsewhere. */
export function readDraftAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command' || before.command !== 'draft') return undefined
  const line = copy(scene.line)
  const places = takePlaces(scene.world, line)
  if (places.unknown) return refuse('unknown_account')
  const platforms = [...new Set([...places.platforms, ...places.accounts.map(({ platform }) => platform)])]
  if (platforms.length === 0) return undefined
  const { accounts: _, platforms: __, ...rest } = before.args
  const also = has(line, 'also') && Array.isArray(before.args['platforms']) ? before.args['platforms'] : []
  return act('draft', {
    ...rest,
    platforms: [...new Set([...also, ...platforms])],
    accounts: places.accounts.length > 0 ? places.accounts.map(({ id }) => id) : undefined,
  })
}
