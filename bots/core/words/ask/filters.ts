import { openings } from '../lexicon/openings.ts'
import { alt, alts, family, fold, plainWords, vocabulary, whole, wholeOnce } from '../lexicon/phrases.ts'
import { blank, findAll, findPattern, takePattern, type Line } from '../line.ts'
import type { World } from '../meaning.ts'
import { takePlaces } from '../refs/accounts.ts'
import { takePosts } from '../refs/posts.ts'
import type { Scene } from '../scene.ts'

export interface Filters {
  platform?: string | string[]
  account?: string | string[]
  format?: string | string[]
  campaign?: string | string[]
  label?: string | string[]
  post?: string | string[]
}

export type FilterRead = {
  filters: Filters
  refused?: 'unknown_account' | 'unknown_campaign' | 'unknown_post'
}

export const one = (values: readonly string[]): string | string[] | undefined =>
  values.length === 0 ? undefined : values.length === 1 ? values[0] : [...values]

/** Names first: a campaign's or post's name may hold words that mean something else. */
export function takeNames(scene: Scene, line: Line): FilterRead {
  const campaigns = takeCampaigns(scene.world, line)
  const posts = campaigns.length > 0 && !namesPostToo(line) ? [] : takePostFilter(scene, line)
  if (posts === 'unknown') return { filters: {}, refused: 'unknown_post' }
  const places = takePlaces(scene.world, line)
  if (places.unknown) return { filters: {}, refused: 'unknown_account' }
  const labels = takeLabels(scene.world, line)
  const platforms = places.all ? [] : places.platforms
  const account = one(places.accounts.map(({ id }) => id))
  const covered = new Set(places.accounts.map(({ platform }) => platform))
  const platform = one(platforms.filter((each) => !covered.has(each)))
  return {
    filters: {
      ...(platform !== undefined && { platform }),
      ...(account !== undefined && { account }),
      ...(campaigns.length > 0 && { campaign: one(campaigns) ?? [] }),
      ...(labels.length > 0 && { label: one(labels) ?? [] }),
      ...(posts.length > 0 && { post: one(posts) ?? [] }),
    },
    ...(campaigns.length === 0 && strangeCampaign(line) && { refused: 'unknown_campaign' as const }),
  }
}

const namesPostToo = (line: Line) => findPattern(line, whole('post #?\\d+')) !== undefined

export function takeFormats(line: Line): string[] {
  const keys = family('format').map((value) => `format:${value}`)
  const found = findAll(line, keys, 'tight')
  for (const { start, end } of found) blank(line, start, end)
  return [...new Set(found.map(({ key }) => key.slice('format:'.length)))]
}

/** By its whole name, or by words of it that stand beside the word 'campaign', or that no date or other name has. */
function takeCampaigns(world: World, line: Line): string[] {
  const noun = alt('by:campaign')
  const found = world.campaigns.flatMap((campaign) => {
    const words = fold(campaign.name).match(/[a-z0-9]+/g) ?? []
    const plain = words.filter((word) => !/^\d+$/.test(word))
    const runs = [words, plain, words.slice(0, 2), words.slice(0, 1), words.slice(-1)].filter(
      (run) => run.length > 0,
    )
    for (const [index, run] of runs.entries()) {
      const source = run.join(' ')
      const exact =
        index === 0 ||
        (index === 1 && !isHoliday(source)) ||
        (index === 2 && run.length === 2 && !isHoliday(source) && plain.length > 2)
      const beside = `(?:(?:the )?${source} ${noun}|${noun} (?:de |del |d |de la |du |von )?${source})`
      const match = takePattern(
        line,
        wholeOnce(exact ? `${beside}|${source}(?! (?:${alt('noun:post', 'en')}))` : beside),
      )
      if (match) return [campaign.id]
    }
    return []
  })
  return found
}

const isHoliday = (text: string) =>
  findPattern(
    { raw: text, clean: text, starts: [], ends: [] },
    whole(alts(...family('holiday').map((name) => `holiday:${name}`))),
  ) !== undefined

const beforeCampaign = new RegExp(`^${openings.beforeCampaign}$`)

function strangeCampaign(line: Line): boolean {
  const match = findPattern(
    line,
    whole(
      `(?<a>[a-z0-9]+) (?:campaign|kampagne)|(?:campana|campagne) (?:de la |de |del |du |d )?(?<b>[a-z0-9]+)|kampagne (?<c>[a-z0-9]+)`,
    ),
  )
  const word = match?.groups['a'] ?? match?.groups['b'] ?? match?.groups['c']
  if (word === undefined) return false
  const small = beforeCampaign
  return !small.test(word)
}

function takeLabels(world: World, line: Line): string[] {
  const posts =
    '(?:posts?|beitrage?n?|publicaciones|publications|content|convos?|conversations?|chats?|tickets?|customers?|requests?|messages?|ones?|konversationen|unterhaltungen|gesprache|conversaciones)'
  return world.labels.flatMap(({ id }) => {
    const name = fold(id).replaceAll(/[^a-z0-9]+/g, ' ')
    const names = `${name}s?`
    const match = takePattern(
      line,
      wholeOnce(
        `(?:${alt('filter:label')}) "?(?:the |die |la |el |le |de )?"?${names}"?|${names} (?:${posts}|${alt('filter:label')})|${posts} (?:about|on|zu|sobre|sur|de|mit|con|avec|for) ${names}|"${names}"`,
      ),
    )
    return match ? [id] : []
  })
}

function takePostFilter(scene: Scene, line: Line): string[] | 'unknown' {
  const numbered =
    /(?<![a-z])(?:posts?|number|#|nr|no|nummer|beitrag|publicacion|publication) ?#?\d{2,}|#\d+/.test(
      line.clean,
    )
  const number =
    numbered ||
    scene.world.posts.some(
      ({ id }) =>
        new RegExp(`(?<![\\d:.,/])#?${id}(?![\\d:.,/%])`).test(line.clean) &&
        /^\d{3,}$/.test(id) &&
        !/^(19|20)\d\d$/.test(id),
    )
  const probe = number ? line : { ...line, clean: line.clean.replaceAll(/\d/g, ' ') }
  const ref = takePosts({ ...scene, said: { text: scene.said.text } }, probe)
  if (ref.kind === 'unknown') return numbered ? 'unknown' : []
  if (ref.kind === 'posts' && (ref.by === 'number' || strongTitle(scene, line, probe))) {
    if (probe !== line)
      line.clean = probe.clean
        .split('')
        .map((letter, at) => (letter === '¦' ? letter : line.clean[at]))
        .join('')
    return ref.ids
  }
  const placed = scene.said.in?.post
  return placed !== undefined && findPattern(line, whole(`${alt('this')}`)) ? [placed] : []
}

/** A title in a question counts when two of its words are said, or one that is no word of ours. */
function strongTitle(scene: Scene, before: Line, after: Line): boolean {
  const taken = before.clean
    .split('')
    .filter((_, at) => after.clean[at] === '¦' && before.clean[at] !== '¦')
    .join('')
  const words = taken.split(/ +/).filter((word) => word !== '')
  if (words.length >= 2) return true
  const [word = ''] = words
  return (
    !plainWords().has(word) &&
    !vocabulary().has(word) &&
    !scene.world.labels.some(({ id }) => fold(id) === word)
  )
}
