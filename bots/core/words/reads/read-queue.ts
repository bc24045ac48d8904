import { openings } from '../lexicon/openings.ts'
import { alt, whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, has, type Line } from '../line.ts'
import { act, refuse, type Args, type Meaning } from '../meaning.ts'
import { takePlaces } from '../refs/accounts.ts'
import { numbersIn } from '../refs/numbers-said.ts'
import type { Reader, Scene } from '../scene.ts'
import { comingPeriod, pastPeriod } from '../time/coming.ts'
import { todayOf } from '../time/periods.ts'

const states = ['in_review', 'failed', 'draft', 'scheduled', 'published'] as const

/** Which posts are to come, or in a state. */
export const readQueue: Reader = (scene) => {
  const line = copy(scene.line)
  if (!asks(line)) return undefined
  const state = stateOf(line)
  const comes = has(line, 'queue:come')
  if (!comes && (state === undefined || !ofPosts(line, state))) return undefined
  if (
    counts(line) ||
    numbersIn(line).some(
      ({ number }) => number.length > 2 && scene.world.posts.some(({ id }) => id === number),
    )
  )
    return undefined
  return queue(scene, line, state ?? undefined)
}

function stateOf(line: Line) {
  return states.find((state) => has(line, `state:${state}`))
}

function queue(scene: Scene, line: Line, state: string | undefined): Meaning {
  const args = queueArgs(scene, line, state)
  return args === 'unknown_account' ? refuse(args) : act('queue', args)
}

function queueArgs(scene: Scene, line: Line, state: string | undefined): Args | 'unknown_account' {
  const places = takePlaces(scene.world, line)
  if (places.unknown) return 'unknown_account'
  const today = todayOf(scene.world.now, scene.lang)
  const period =
    state === 'published' || state === 'failed' ? pastPeriod(line, today) : comingPeriod(line, today)
  return {
    period: period && { from: period.from.toString(), to: period.to.toString() },
    platform: places.all ? undefined : (places.platforms[0] ?? places.accounts[0]?.platform),
    state,
  }
}

const lead = whole(`^[ ,¿]*(?:and |so |ok |und |y |et |hey )*${openings.queueLead}`)

const asks = (line: Line) =>
  findPattern(line, lead) !== undefined && !/^[ ,]*(?:open|check) (?:the )?inbox/.test(line.clean)

/** "failed" and "published" are said of much; of posts they make a queue. */
function ofPosts(line: Line, state: string): boolean {
  if (state === 'draft' || state === 'in_review') return !has(line, 'noun:inbox') || has(line, 'by:post')
  const found = find(line, `state:${state}`)
  return (
    has(line, 'by:post') ||
    (found !== undefined &&
      /^[ ,¿]*(?:and |so )?(?:whats?|what has|anything|show(?: me)?(?: whats)?|list|was ist|was|que|qu est ce qui|qu est ce qui est|what was|did anything|what did we|was haben wir|que hemos|qu avons nous)(?: is| been| has| have| got| alles| ist| se| ha| just| already| ever| all)* *$/.test(
        line.clean.slice(0, found.start),
      ))
  )
}

/** "how many posts did we publish" and "best posts published" ask for figures. */
const counts = (line: Line) =>
  findPattern(
    line,
    whole(
      `how many|how much|how often|how did|how|wie viele|wie oft|wie|cuant[oa]s?|como|combien|comment|${alt('top:desc', 'en').replace(/\bnext\|?/, '')}|${alt('metric:engagements')}|${alt('metric:reach')}|${alt('metric:views')}|${alt('metric:likes')}|${alt('metric:clicks')}|${alt('metric:impressions')}`,
    ),
  ) !== undefined

/** "and on facebook?", "what about drafts" after a queue. */
export function readQueueAgain(scene: Scene): Meaning | undefined {
  const before = scene.said.context
  if (before?.kind !== 'command' || before.command !== 'queue') return undefined
  const line = copy(scene.line)
  const state = stateOf(line)
  const args = queueArgs(
    scene,
    line,
    state ?? (typeof before.args['state'] === 'string' ? before.args['state'] : undefined),
  )
  if (args === 'unknown_account') return refuse(args)
  if (args['period'] === undefined && args['platform'] === undefined && state === undefined) return undefined
  return act('queue', {
    period: args['period'] ?? before.args['period'],
    platform: args['platform'] ?? before.args['platform'],
    state: state ?? before.args['state'],
  })
}
