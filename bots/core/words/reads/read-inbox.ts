import { openings } from '../lexicon/openings.ts'
import { alt, alts, fold, whole, wholeOnce } from '../lexicon/phrases.ts'
import { blank, copy, find, findAll, findPattern, has, take, takePattern, typed, type Line } from '../line.ts'
import { act, clarify, refuse, type Args, type Meaning } from '../meaning.ts'
import { takePlaces } from '../refs/accounts.ts'
import { findName } from '../refs/names.ts'
import type { Reader, Scene } from '../scene.ts'
import { takeSpan } from '../time/when.ts'

const states = ['snoozed', 'resolved', 'pending', 'open'] as const

/** Which conversations to show. Only what is said becomes a filter. */
export const readInbox: Reader = (scene) => {
  const line = copy(scene.line)
  if (!shows(line)) return undefined
  const read = takeFilter(scene, line)
  if ('refused' in read) return read.refused
  const { filter, sure } = read
  const inbox = has(scene.line, 'noun:inbox')
  if (!inbox && !sure) return undefined
  if (Object.keys(filter).length === 0 && !/\b(?:inbox|posteingang|bandeja|boite)\b/.test(scene.line.clean)) {
    if (!has(scene.line, 'do:list')) return undefined
  }
  return act('inbox.list', { filter })
}

type Filter = { filter: Args; sure: boolean } | { refused: Meaning }

function takeFilter(scene: Scene, line: Line): Filter {
  const filter: Args = {}
  const searched = takeSearch(scene, line)
  if (searched !== undefined) filter['search'] = searched
  const waits = takeWaiting(line)
  if (waits !== undefined) filter['waiting_over'] = waits
  if (take(line, 'filter:unassigned')) filter['assignee'] = 'none'
  if (take(line, 'filter:needs_reply') && waits === undefined) filter['needs_reply'] = true
  const places = takePlaces(scene.world, line)
  if (places.unknown) return { refused: refuse('unknown_account') }
  const label = takeLabel(scene, line)
  if (label !== undefined) filter['label'] = label
  for (const state of states)
    if (filter['state'] === undefined && !isVerb(line, state) && take(line, `filter:${state}`))
      filter['state'] = state
  if (take(line, 'filter:unread')) filter['unread'] = true
  if (take(line, 'filter:starred')) filter['starred'] = true
  for (const mood of ['positive', 'negative', 'neutral'] as const)
    if (take(line, `filter:${mood}`)) filter['sentiment'] = mood
  const assignee = filter['assignee'] ?? assigneeOf(scene, line)
  if (Array.isArray(assignee)) return { refused: clarify('member', { command: 'inbox.list' }) }
  if (assignee !== undefined) filter['assignee'] = assignee
  const platforms = places.platforms
  if (places.accounts.length > 0) filter['account'] = places.accounts[0]?.id
  else if (platforms.length > 0) filter['platform'] = platforms.length === 1 ? platforms[0] : platforms
  const sure =
    ['search', 'waiting_over', 'needs_reply', 'label', 'unread', 'starred', 'assignee'].some(
      (name) => name in filter,
    ) || filter['state'] === 'snoozed'
  return { filter, sure }
}

/** "open the inbox" opens it; "open convos" are the open ones. */
function isVerb(line: Line, state: string): boolean {
  const found = state === 'open' ? find(line, 'filter:open') : undefined
  return (
    found !== undefined &&
    found.text === 'open' &&
    /^[ ,]*$/.test(line.clean.slice(0, found.start)) &&
    /^ (?:the |my |our )*(?:inbox|chat with|conversation with)/.test(line.clean.slice(found.end))
  )
}

const seconds = (minutes: number) => minutes * 60

function takeWaiting(line: Line): number | undefined {
  const found = find(line, 'filter:over')
  if (!found) return undefined
  const rest: Line = { ...line, clean: ' '.repeat(found.end) + line.clean.slice(found.end) }
  const span = takeSpan(rest)
  if (!span) return undefined
  const needs = find(line, 'filter:needs_reply')
  line.clean =
    line.clean.slice(0, found.start) + '¦'.repeat(found.end - found.start) + rest.clean.slice(found.end)
  if (needs) blank(line, needs.start, needs.end)
  return seconds(span.total({ unit: 'minutes', relativeTo: '2026-01-05' }))
}

/** What is looked for, as typed: in quotation marks, else up to what is another filter. */
function takeSearch(scene: Scene, line: Line): string | undefined {
  for (const found of findAll(line, ['filter:search'])) {
    const words = searchedAfter(scene, line, found)
    if (words !== undefined) return words
  }
  return undefined
}

function searchedAfter(
  scene: Scene,
  line: Line,
  found: { start: number; end: number; text: string },
): string | undefined {
  const rest = line.clean.slice(found.end)
  const quoted = /^ *(?:for |nach |the word |the words |das wort )*"([^"]+)"/.exec(rest)
  if (quoted) {
    const start = found.end + quoted[0].indexOf('"') + 1
    const words = typed(line, start, start + (quoted[1]?.length ?? 0))
    blank(line, found.start, found.end + quoted[0].length)
    return words.trim()
  }
  const open =
    /^ *(?:for |nach |the word |the words |das wort |la palabra |le mot |a |an |the |her |his |their |our |die |der |das |den |el |la |los |las |un |una |le |les |des |du )*(?<words>[a-z0-9¦][^,.;?!]*?)(?= (?:on|in|from|auf|bei|in|im|en|sur|dans|that|which|and|since|assigned|this|last) |[,.;?!]|$)/.exec(
      rest,
    )
  const said = open?.groups?.['words']?.trim()
  if (!open || said === undefined || said === '') return undefined
  const label = scene.world.labels.find(({ id }) => [fold(id), `${fold(id)}s`].includes(said))
  const verb = /^(?:search|find|look|suche?|busca(?:r|me)?|cherche[rz]?|recherche[rz]?)/.test(found.text)
  // "about refunds": there is a label for it. "search refunds": the words are looked for.
  if (label && !verb) return undefined
  if (/^(?:find|about|uber|sobre|nach)$/.test(found.text) && !has(line, 'noun:inbox')) return undefined
  const start = found.end + open[0].lastIndexOf(open.groups?.['words'] ?? '')
  const words = typed(line, start, start + said.length)
  if (
    /^(?:find|look for|suche?|busca|cherche)$/.test(found.text) &&
    (has({ ...line, clean: said }, 'noun:inbox') || findName({ ...line, clean: said }, scene.world.members))
  )
    return undefined
  blank(line, found.start, start + said.length)
  return words.trim()
}

function takeLabel(scene: Scene, line: Line): string | undefined {
  for (const { id } of scene.world.labels.filter(({ on }) => on === 'conversations')) {
    const name = fold(id).replaceAll(/[^a-z0-9]+/g, ' ')
    if (takePattern(line, wholeOnce(`(?:(?:${alt('filter:label')})? *"?)?${name}s?"?`))) return id
  }
  return undefined
}

function assigneeOf(scene: Scene, line: Line): string | string[] | undefined {
  const found = findName(line, scene.world.members)
  if (found) return found.ids.length === 1 ? found.ids[0] : found.ids
  return mine(scene.line) && take(line, 'filter:mine') ? scene.world.speakerId : undefined
}

const mine = (line: Line) => findPattern(line, whole(`my|mine|${openings.mine}`)) !== undefined

const lead = whole(
  `^[ ,¿]*(?:and |so |ok |und |y |et |now |just |only )*(?:${alts('do:list', 'filter:over', 'filter:negative', 'filter:positive', 'filter:unread', 'filter:starred', 'filter:needs_reply', 'filter:unassigned')}|my|${openings.inboxLead})`,
)

const ranks = whole(
  `(?:which|what|welche[rsnm]?|an welchem|que|cual|quel(?:le)?s?) (?:${alts('by:day_of_week', 'by:hour', 'by:platform', 'by:account', 'by:format', 'unit:day')})|the (?:most|fewest|least)|am meisten|die meisten|le plus de|mas mensajes`,
)

/** It asks to be shown something, and is no order to do something with it. */
function shows(line: Line): boolean {
  if (findPattern(line, ranks)) return false
  if (!findPattern(line, lead))
    return /^[ ,]*[a-z ]+(?:inbox|convos?|chats?|tickets?|messages|dms)[ ?!.]*$/.test(line.clean)
  return (
    findPattern(
      line,
      whole(
        '^[ ,¿]*(?:how (?:many|much|fast|long|quickly|often|did|do)|wie|cuant[oa]s?|combien|comment|como)',
      ),
    ) === undefined
  )
}

/** "only whatsapp", "and the unassigned ones" after a list. */
export function readInboxAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command' || before.command !== 'inbox.list') return undefined
  const read = takeFilter(scene, copy(scene.line))
  if ('refused' in read) return read.refused
  if (Object.keys(read.filter).length === 0) return undefined
  const old =
    typeof before.args['filter'] === 'object' && before.args['filter'] !== null
      ? { ...before.args['filter'] }
      : {}
  const kept: Args = { ...old }
  if (read.filter['platform'] !== undefined) delete kept['account']
  if (read.filter['account'] !== undefined) delete kept['platform']
  return act('inbox.list', { filter: { ...kept, ...read.filter } })
}
