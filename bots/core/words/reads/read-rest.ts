import { openings } from '../lexicon/openings.ts'
import { comparesFuture } from '../time/future.ts'
import { whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, has } from '../line.ts'
import { act, refuse } from '../meaning.ts'
import { takePosts } from '../refs/posts.ts'
import { takeMetrics } from '../ask/metrics.ts'
import type { Reader } from '../scene.ts'
import { findPeriod, todayOf } from '../time/periods.ts'

/** Passwords, tokens and keys are told to nobody. */
export const readSecret: Reader = ({ line }) => {
  const found = find(line, 'secret')
  if (!found) return undefined
  // "the secret santa post", "key figures": a word that is part of a name asks for nothing.
  if (
    /^(?:secrets?|tokens?|claves?|schlussel|llaves?|geheimnis|logins)$/.test(found.text) &&
    !asksFor(line.clean)
  )
    return undefined
  return refuse('secret')
}

const revealing = new RegExp(`\\b${openings.revealing}\\b`)

const asksFor = (clean: string) => revealing.test(clean)

export const readHelp: Reader = ({ line }) => {
  const found = find(line, 'do:help')
  if (
    !found ||
    !/^[ ,¿]*(?:and |so |ok |i need |need |can |could |some |und |y |et |a )*$/.test(
      line.clean.slice(0, found.start),
    )
  )
    return undefined
  if (
    /^how (?:do|can|should|would) we$|^how can (?:we|you)$/.test(found.text) &&
    !/\b(?:use|post|schedule|draft|create|make|set|add|approve|publish|reply|assign|snooze|start|connect|do this|do that|work)\b/.test(
      line.clean.slice(found.end),
    )
  )
    return undefined
  if (
    /^how (?:do|can|should|would) (?:we|you|i)/.test(found.text) &&
    / (?:do|compare|perform|doing) (?:on|in|last|this|vs|against|with|to)\b/.test(line.clean.slice(found.end))
  )
    return undefined
  if (findPattern(line, whole('how (?:do|can|should|would) (?:we|you) (?:do|compare|perform|rank)')))
    return undefined
  return act('help', {})
}

export const readStatus: Reader = ({ line }) => {
  const found = find(line, 'do:status')
  if (
    !found ||
    !/^[ ,¿]*(?:and |so |ok |hey |hows |whats (?:the |your )?|what is (?:the |your )?|how is (?:the |your )?|give me (?:the |a )?|show (?:me )?(?:the |your )?|the |your |check (?:the )?|run (?:a )?|quick |u |system |cual es (?:el |tu )?|dame (?:el )?|wie ist (?:der |dein )?|zeig(?: mir)? (?:den )?|quel est (?:l |le |ton )?|donne (?:moi )?(?:l |le )?|montre (?:moi )?(?:l |le )?|est ce que |tell me (?:if )?|sag mal )*$/.test(
      line.clean.slice(0, found.start),
    )
  )
    return undefined
  const rest = line.clean.slice(found.end)
  if (found.text === 'status' && /^ (?:of|von|de|du|del) (?:the )?(?:post|draft|\d)/.test(rest))
    return undefined
  return act('status', {})
}

/** Nobody knows the future: a figure that is to come is refused, not guessed. */
export const readPrediction: Reader = (scene) => {
  const { line, world, lang } = scene
  const strong = findPattern(line, whole(`predict|${openings.foretelling}`))
  const coming = comparesFuture(line, todayOf(world.now, lang))
  const future = has(line, 'future')
  if (!strong && !future && !coming) return undefined
  const past = findPeriod(copy(line), todayOf(world.now, lang))?.period
  if (past && !strong && past.to.until(world.now.toPlainDate()).days >= 0 && !coming) return undefined
  const { metrics } = takeMetrics(copy(line), world)
  const post = takePosts(scene, copy(line))
  const figure =
    metrics.length > 0 ||
    strong ||
    has(line, 'perform') ||
    findPattern(line, whole(`reach|${openings.success}`))
  const asks =
    findPattern(
      line,
      whole(
        `^[ ,¿]*(?:and |so |ok |do you think |can you |u think |y |et |und |what do you think |tell me )*${openings.foretellingLead}`,
      ),
    ) !== undefined || line.raw.includes('?')
  if (!figure || (!asks && !strong)) return undefined
  return metrics.length > 0 || strong || post.kind === 'posts' || coming || future
    ? refuse('prediction')
    : undefined
}
