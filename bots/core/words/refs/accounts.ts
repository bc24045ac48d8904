import {
  alt,
  alts,
  family,
  fold,
  isAll,
  memoOf,
  plainWords,
  vocabulary,
  whole,
  wholeOnce,
} from '../lexicon/phrases.ts'
import { blank, find, findAll, take, takePattern, type Line } from '../line.ts'
import type { Account, World } from '../meaning.ts'

export interface Places {
  /** Named by themselves, not through an account. */
  platforms: string[]
  accounts: Account[]
  all?: true
  /** A platform or account was named that is not connected. */
  unknown?: true
}

const countries: Record<string, string> = {
  us: 'us|u\\.s\\.|usa|american|america|amerikanisch(?:e[nrs]?)?|americaine?|americana|estadounidense|ee ?uu|etats unis',
  uk: 'uk|british|britain|britisch(?:e[nrs]?)?|england|english',
  france: 'france|french|francais(?:e)?|franzosisch(?:e[nrs]?)?|frances[a]?|frankreich|francia|fr',
  germany: 'germany|german|deutsch(?:e[nrs]?)?|deutschland|aleman(?:a)?|alemania|allemande?|allemagne',
  spain: 'spain|spanish|spanisch(?:e[nrs]?)?|spanien|espana|espanol(?:a)?|espagnole?|espagne',
  italy: 'italy|italian|italienisch(?:e[nrs]?)?|italien(?:ne)?|italia(?:na|no)?|italie',
  austria: 'austria|austrian|osterreich(?:isch)?(?:e[nrs]?)?|autriche',
  japan: 'japan|japanese',
  canada: 'canada|canadian',
}

const noun =
  '(?:accounts?|pages?|profiles?|channels?|feeds?|handles?|chats?|konto|konten|seiten?|kanal|profil|cuentas?|paginas?|canal|perfil|comptes?|one)'
const article =
  '(?:the|our|my|der|die|das|den|dem|unser(?:e[nrm]?)?|im|beim|la|el|los|las|nuestra|nuestro|le|les|notre|du|al|del)'
const preposition =
  '(?:on|for|from|at|to|in|by|via|auf|fur|bei|von|en|para|sur|pour|de|und|and|y|et|,|\\+|&|or|vs|oder|o|ou)'

/** Platforms and accounts that are named; takes their words from the line. */
export function takePlaces(world: World, line: Line): Places {
  const places: Places = { platforms: [], accounts: [] }
  takeAccounts(world, line, places)
  if (find(line, 'platform:?')) return { ...places, unknown: true }
  if (take(line, 'allPlatforms')) {
    const exceptions = takeExceptions(world, line)
    return {
      ...places,
      all: true,
      platforms: publishing(world).filter((platform) => !exceptions.includes(platform)),
    }
  }
  const connected = new Set(world.accounts.map(({ platform }) => platform))
  for (const found of findAll(line, platformKeys(), 'tight')) {
    blank(line, found.start, found.end)
    const platform = found.key.replace(/^.*:/, '')
    if (!connected.has(platform)) places.unknown = true
    else if (!places.platforms.includes(platform)) places.platforms.push(platform)
  }
  if (places.accounts.length === 0 && strangeAccount(line)) places.unknown = true
  return places
}

export const platformKeys = () =>
  ['platform', 'alsoPlatform'].flatMap((name) => family(name).map((value) => `${name}:${value}`))

export const publishing = (world: World) => [
  ...new Set(world.accounts.filter(({ publishes }) => publishes).map(({ platform }) => platform)),
]

function takeExceptions(world: World, line: Line): string[] {
  const word = find(line, 'except')
  if (!word) return []
  blank(line, word.start, word.end)
  return findAll(line, platformKeys(), 'tight').map((found) => {
    blank(line, found.start, found.end)
    return found.key.replace(/^.*:/, '')
  })
}

const platformAlts = () => alts(...platformKeys())

interface AccountPattern {
  account: Account
  pattern: RegExp
}

/** How each account is named: by the words that only it has, beside a platform, a noun or the brand. */
const accountPatterns = memoOf((world: World): AccountPattern[] => {
  const brand = brandWords(world)
  const full = brand.size > 0 ? `(?:${[...brand].join(' ?(?:&|and|n|und|y|et)? ?')} )?` : ''
  const known = world.accounts.map((account) => ({ account, words: own(account, brand) }))
  return known
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.words.length - a.words.length)
    .map(({ account, words }) => {
      const names = words.map((word) => countries[word] ?? word).join(' ')
      const source = `(?<pre>${preposition} |^ *)?(?<art>${article} )?(?<with>${platformAlts()} )?${full}(?<name>${names})(?: (?<after>${platformAlts()}))?(?: (?<noun>${noun}))?`
      return { account, pattern: wholeOnce(source) }
    })
})

function takeAccounts(world: World, line: Line, places: Places) {
  takeHandles(world, line, places)
  const brand = brandWords(world)
  for (const { account, pattern } of accountPatterns(world)) {
    for (let tries = 0; tries < 3; tries++) {
      const found = takeAccountMatch(world, line, pattern, account, brand.size > 0)
      if (!found) break
      if (found === 'unknown') places.unknown = true
      else if (!places.accounts.includes(found)) places.accounts.push(found)
    }
  }
  takeMain(world, line, places, brand)
}

function takeAccountMatch(
  world: World,
  line: Line,
  pattern: RegExp,
  account: Account,
  branded: boolean,
): Account | 'unknown' | undefined {
  for (const match of line.clean.matchAll(pattern)) {
    const groups = match.groups ?? {}
    const said = groups['with'] ?? groups['after']
    const name = groups['name'] ?? ''
    const shown = line.raw.slice(line.starts[match.index + match[0].indexOf(name)] ?? 0).slice(0, 2)
    const pronoun =
      name === 'us' &&
      shown !== 'US' &&
      groups['noun'] === undefined &&
      groups['with'] === undefined &&
      groups['art'] === undefined
    const full = branded && match[0].includes('&')
    const anchored =
      said !== undefined ||
      groups['noun'] !== undefined ||
      groups['art'] !== undefined ||
      groups['pre'] !== undefined ||
      full
    if (pronoun || !anchored || /(?:^| )(?:show|give|get|gets|gave|for|to|tell|bring) us/.test(match[0]))
      continue
    const platform =
      said === undefined
        ? undefined
        : platformKeys()
            .find((key) => isAll(alt(key), said.trim()))
            ?.replace(/^.*:/, '')
    // The preposition stays: others read it.
    const start = match.index + (groups['pre'] ?? '').length
    blank(line, start, match.index + match[0].length)
    if (platform === undefined || platform === account.platform) return account
    const words = name
    return (
      world.accounts.find((each) => each.platform === platform && fold(each.name).includes(words)) ??
      'unknown'
    )
  }
  return undefined
}

/** "the main insta": the account of a platform whose name is the brand's alone. */
function takeMain(world: World, line: Line, places: Places, brand: ReadonlySet<string>) {
  const found = takePattern(
    line,
    whole(
      `(?:main|haupt|principal(?:e)?) (?<a>${platformAlts()})|(?<b>${platformAlts()}) (?:main|principal(?:e)?)`,
    ),
  )
  const said = found?.groups['a'] ?? found?.groups['b']
  if (said === undefined) return
  const platform = platformKeys()
    .find((key) => isAll(alt(key), said.trim()))
    ?.replace(/^.*:/, '')
  const account =
    world.accounts.find((each) => each.platform === platform && own(each, brand).length === 0) ??
    world.accounts.find((each) => each.platform === platform)
  if (account) places.accounts.push(account)
  else places.unknown = true
}

function takeHandles(world: World, line: Line, places: Places) {
  for (const match of line.clean.matchAll(/(?<![a-z0-9])@[a-z0-9_.-]*[a-z0-9_]/g)) {
    const owners = world.accounts.filter(({ handle }) => fold(handle).replace(/^@/, '') === match[0].slice(1))
    const [first] = owners
    if (!first) continue
    const named = owners.find(({ platform }) => find(line, `platform:${platform}`))
    blank(line, match.index, match.index + match[0].length)
    places.accounts.push(named ?? first)
    if (named) take(line, `platform:${named.platform}`)
  }
}

const generic = new Set([
  'chat',
  'account',
  'page',
  'channel',
  'gmbh',
  'inc',
  'ltd',
  'llc',
  'ag',
  'official',
  'the',
  'and',
  'of',
  'main',
])

/** Words that most account names share are the brand's; the others tell accounts apart. */
const brandWords = memoOf((world: World): Set<string> => {
  const names = world.accounts.map(({ name }) => new Set(fold(name).match(/[a-z0-9]+/g) ?? []))
  const all = new Set(names.flatMap((name) => [...name]))
  return new Set([...all].filter((word) => names.filter((name) => name.has(word)).length * 2 > names.length))
})

const own = (account: Account, brand: ReadonlySet<string>) =>
  (fold(account.name).match(/[a-z0-9]+/g) ?? []).filter((word) => !brand.has(word) && !generic.has(word))

/** "the UK account", "our german page", "the ohio profile". */
function strangeAccount(line: Line): boolean {
  const accountNoun = '(?:accounts?|pages?|profiles?|konto|seite|profil|cuenta|pagina|perfil|compte)'
  const country = Object.values(countries).join('|')
  if (
    takePattern(
      line,
      whole(`${article} (?:${country}) (?:${accountNoun}|channel|kanal|canal|feed|${platformAlts()})`),
    )
  )
    return true
  const found = line.clean.match(whole(`(?:${article} )(?<word>[a-z]{2,}) ${accountNoun}`))
  return (found ?? []).some((text) => {
    const word = text.split(' ').at(-2) ?? ''
    return !plainWords().has(word) && !vocabulary().has(word)
  })
}
