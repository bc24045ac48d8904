import { alt, fold, plainWords, vocabulary, whole } from '../lexicon/phrases.ts'
import { blank, findPattern, has, type Line } from '../line.ts'
import { clarify, refuse, type CommandName, type KnownPost, type Meaning } from '../meaning.ts'
import type { Scene } from '../scene.ts'
import { blankNumbers, looksLikeId, numbersIn } from './numbers-said.ts'

export type PostRef =
  | { kind: 'posts'; ids: string[]; end: number; by: 'number' | 'title' | 'place' }
  | { kind: 'unknown' }
  | { kind: 'several'; options: KnownPost[] }
  | { kind: 'none' }

/** Which posts the words mean; takes their words from the line. */
export function takePosts({ world, said }: Scene, line: Line): PostRef {
  const byNumber = takeNumbers(line, world.posts, new Set(world.conversations.map(({ id }) => id)))
  if (byNumber) return withMore(byNumber, line, world.posts)
  const placed = postInPlace(said)
  const here = placed !== undefined && has(line, 'this')
  const byTitle = takeTitle(line, world.posts, placed !== undefined)
  if (byTitle && !(here && byTitle.kind === 'several')) return withMore(byTitle, line, world.posts)
  return placed === undefined ? { kind: 'none' } : { kind: 'posts', ids: placed, end: 0, by: 'place' }
}

function takeNumbers(
  line: Line,
  posts: readonly KnownPost[],
  others: ReadonlySet<string>,
): PostRef | undefined {
  const numbers = numbersIn(line)
  const known = numbers.filter(({ number }) => posts.some(({ id }) => id === number))
  const strange = numbers.filter(
    ({ number }) => looksLikeId(number) && !posts.some(({ id }) => id === number),
  )
  if (strange.length > 0) {
    // The number of a conversation is no post's: whoever says it must be asked or told.
    if (strange.every(({ number }) => others.has(number)) && known.length === 0) return undefined
    return { kind: 'unknown' }
  }
  if (known.length === 0) {
    const named = findPattern(
      line,
      whole(
        `(?:post|number|no|nr|nummer|beitrag|publicacion|publication|draft|entwurf|borrador|brouillon) #?\\d{1,9}(?![:\\d])`,
      ),
    )
    return named ? { kind: 'unknown' } : undefined
  }
  blankNumbers(line, known)
  return {
    kind: 'posts',
    ids: [...new Set(known.map(({ number }) => number))],
    end: known.at(-1)?.end ?? 0,
    by: 'number',
  }
}

/** The post whose card this is, or that the message before was about. */
export function postInPlace(said: Scene['said']): string[] | undefined {
  if (said.in?.post !== undefined) return [said.in.post]
  const before = said.context
  if (before?.kind !== 'command') return undefined
  if (before.command === 'draft') return ['@context']
  const post = before.args['post']
  if (typeof post === 'string') return [post]
  return Array.isArray(post) && post.every((id) => typeof id === 'string') ? post : undefined
}

/** "482 and the giveaway": another title right behind a word that makes a list. */
function withMore(ref: PostRef, line: Line, posts: readonly KnownPost[]): PostRef {
  if (ref.kind !== 'posts') return ref
  const joined =
    /^[ ,]*(?:and|und|y|e|et|&|\+|,)[ ,]+(?:the |also |post |der |die |das |den |el |la |le |les )*/.exec(
      line.clean.slice(ref.end),
    )
  if (!joined) return ref
  const from = ref.end + joined[0].length
  const rest: Line = { ...line, clean: ' '.repeat(from) + line.clean.slice(from) }
  const more = takeTitle(rest, posts, true)
  if (!more || (more.kind === 'posts' && rest.clean[from] !== '¦')) return ref
  if (more.kind !== 'posts') return more
  line.clean = line.clean.slice(0, from) + rest.clean.slice(from)
  const next = withMore(more, line, posts)
  return next.kind === 'posts' ? { ...next, ids: [...new Set([...ref.ids, ...next.ids])], by: ref.by } : next
}

const glue = new Set(['the', 'of', 'for', 'and', 'our', 'der', 'die', 'das', 'el', 'la', 'le', 'on', 'a'])

interface Word {
  word: string
  start: number
  end: number
}

function takeTitle(line: Line, posts: readonly KnownPost[], strict: boolean): PostRef | undefined {
  const words = [...line.clean.matchAll(/[a-z0-9]+/g)].map((match) => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
  const scored = posts.map((post) => ({
    post,
    ...bestRun(fold(post.title).match(/[a-z0-9]+/g) ?? [], words, line),
  }))
  const best = Math.max(...scored.map(({ score }) => score), 0)
  if (best < (strict ? 1 : 0.9)) return undefined
  const fits = scored.filter(({ score }) => score === best)
  const [first] = fits
  if (!first) return undefined
  blank(line, first.start, first.end)
  return fits.length === 1
    ? { kind: 'posts', ids: [first.post.id], end: first.end, by: 'title' }
    : { kind: 'several', options: fits.map(({ post }) => post) }
}

/** The run of words that says most of a title. Words that mean something else count half. */
function bestRun(title: readonly string[], words: readonly Word[], line: Line) {
  let best = { score: 0, start: 0, end: 0 }
  for (let from = 0; from < words.length; from++) {
    const said = new Set<string>()
    let end = 0
    for (const { word, end: wordEnd } of words.slice(from)) {
      const part = title.find(
        (each) => each === word || (each.length > 3 && (`${each}s` === word || each === `${word}s`)),
      )
      if (part !== undefined && !glue.has(part)) {
        said.add(part)
        end = wordEnd
      } else if (!glue.has(word) || said.size === 0) break
    }
    const weight = [...said].reduce((sum, word) => sum + (isWeak(word) ? 0.45 : 1), 0)
    const named = said.size > 0 && weight < 0.9 && namesPost(line, end) ? 0.5 : 0
    const score = weight + named
    if (score > best.score) best = { score, start: words[from]?.start ?? 0, end }
  }
  return best
}

const isWeak = (word: string) => plainWords().has(word) || vocabulary().has(word) || /^\d+$/.test(word)

const namesPost = (line: Line, end: number) =>
  new RegExp(
    `^ (?:${alt('noun:post', 'en')}|${alt('format:reel')}|beitrag|entwurf|publicacion|publication)\\b`,
  ).test(line.clean.slice(end))

/** What to answer when no single post is meant. */
export function askForPost(
  ref: PostRef,
  command: CommandName,
  args: Record<string, unknown> = {},
): Meaning | undefined {
  if (ref.kind === 'unknown') return refuse('unknown_post')
  if (ref.kind === 'none') return clarify('post', { command, args })
  if (ref.kind === 'several')
    return clarify('post', {
      command,
      args,
      options: ref.options.map(({ id, title }) => ({ id, label: title })),
    })
  return undefined
}

export const oneOrMany = (ids: readonly string[]): string | readonly string[] =>
  ids.length === 1 ? (ids[0] ?? '') : ids
