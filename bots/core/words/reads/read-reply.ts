import { alts, whole } from '../lexicon/phrases.ts'
import { copy, find, findPattern, leftWords, typed, type Line, type Match } from '../line.ts'
import { act, clarify, type Meaning } from '../meaning.ts'
import {
  askForConversation,
  conversationInPlace,
  takeConversations,
  type ConversationRef,
} from '../refs/conversations.ts'
import { platformKeys } from '../refs/accounts.ts'
import { fillers, type Reader, type Scene } from '../scene.ts'

/** Words to a customer, or to the team. What follows the verb and the name is text and nothing else. */
export const readReply: Reader = (scene) => write(scene, 'do:reply', 'inbox.reply')
export const readNote: Reader = (scene) => write(scene, 'do:note', 'inbox.note')

function write(scene: Scene, key: string, command: 'inbox.reply' | 'inbox.note'): Meaning | undefined {
  const verb = leadVerb(scene.line, key, command)
  if (!verb) return undefined
  const colon = textStart(scene.line, verb.end)
  // A name before the colon; without one, a name right after the verb.
  const head: Line = {
    ...copy(scene.line),
    clean: colon === undefined ? scene.line.clean : scene.line.clean.slice(0, colon),
  }
  const near = colon ?? nearEnd(scene.line, verb.end)
  const limited: Line = { ...head, clean: head.clean.slice(0, near) }
  const ref = takeConversations({ ...scene, said: { text: scene.said.text } }, limited, verb.end)
  const placed = conversationInPlace(scene.said)
  if (command === 'inbox.reply' && !customerMeant(scene, verb, ref, colon, placed)) return undefined
  if (ref.kind === 'none' && placed && colon !== undefined && strangeName(limited, verb.end))
    return clarify('conversation', { command })
  const from = ref.kind === 'conversations' ? afterName(scene.line, ref.end) : verb.end
  const text = textFrom(
    scene.line,
    colon !== undefined && colon >= from && leadsTo(scene.line, from, colon) ? colon : from,
  )
  const resolved: ConversationRef =
    ref.kind === 'none' && placed && !ref.wrongNumber
      ? { kind: 'conversations', ids: placed, start: 0, end: 0 }
      : ref
  const asked = askForConversation(resolved, command, { text: text === '' ? undefined : text })
  if (asked) return asked
  const conversation = resolved.kind === 'conversations' ? (resolved.ids[0] ?? '') : ''
  return text === ''
    ? clarify('text', { command, args: { conversation } })
    : act(command, { conversation, text })
}

/** Between the name and the colon stands nothing of the text: "reply to lena on instagram: …". */
function leadsTo(line: Line, from: number, colon: number): boolean {
  const between = line.clean
    .slice(from, colon)
    .replaceAll(whole(alts(...platformKeys(), 'noun:conversation')), ' ')
    .replaceAll(fillers, ' ')
    .replaceAll(
      /\b(?:say|saying|says|back|again|internally|via|intern|dass|que|customer|client|kunde|kundin|cliente)\b/g,
      ' ',
    )
  return leftWords({ ...line, clean: between }).length < (from === 0 ? 9 : 2)
}

/** The verb stands first, or right after the conversation ("1185: note …"). */
function leadVerb(line: Line, key: string, command: string): Match | undefined {
  const found = find(line, key)
  if (!found) return undefined
  const before = line.clean.slice(0, found.start)
  if (
    !/^[ ,]*(?:and |please |also |und |y |et |hey |ok |lets |then |now |in |on |auf |en |dans |sur |#?\d{3,}[ ,:]*)*$/.test(
      before,
    )
  )
    return undefined
  const metric = findPattern(line, whole(`(?:response|reply|answer) (?:time|rate|speed)s?|answer rate`))
  if (metric && metric.start <= found.end) return undefined
  if (command === 'inbox.note' && found.text.startsWith('internal') && !line.clean.includes(':'))
    return undefined
  return found
}

/** The colon after the verb, within the first words. */
function textStart(line: Line, from: number): number | undefined {
  const found = /^[^:]{0,60}?(?:(?<=\d):(?!\d|\/\/)|(?<!\d):(?!\/\/))/.exec(line.clean.slice(from))
  return found ? from + found[0].length - 1 : undefined
}

/** Where the name after the verb must stand: within the next few words. */
function nearEnd(line: Line, from: number): number {
  const words = /^(?:[ ,]*[^ ]+){1,5}/.exec(line.clean.slice(from))
  return from + (words?.[0].length ?? 0)
}

function customerMeant(
  scene: Scene,
  verb: Match,
  ref: ConversationRef,
  colon: number | undefined,
  placed: string[] | undefined,
): boolean {
  const plain = /^(?:reply|respond|answer|antwort|beantwort|respond|contest|repond|replie)/.test(verb.text)
  if (ref.kind !== 'none') return true
  if (ref.wrongNumber) return plain
  if (/^(?:tell|sag|dis|dile|let|di|text|message|write|schreib|ecris|escrib|teile|say)/.test(verb.text)) {
    // "tell me when …" is an alert, "tell us how …" a question.
    const self = /^ *(?:me|us|mir|uns|nos|moi|nous|everyone|the team|#)\b/.test(
      scene.line.clean.slice(verb.end),
    )
    return (
      !self &&
      colon !== undefined &&
      !/\b(?:post|draft|tweet|reel|report|beitrag|entwurf)\b/.test(scene.line.clean.slice(0, colon)) &&
      (placed !== undefined || strangeName(scene.line, verb.end))
    )
  }
  return plain && !/^ ?(?:times?|rates?)/.test(scene.line.clean.slice(verb.end))
}

/** Somebody is named whom we do not know. */
const strangeName = (line: Line, from: number) =>
  /^ *(?:to |an |auf |a |al |the |den |die |der |el |la |le )*(?!(?:this|that|it|here|him|her|them|customer|client|kunden?|kundin|cliente?|das|diese[nrms]?|ihm|ihr|esto|ce|cette|lui|in|with|mit|con|avec)\b)[a-z]+/.test(
    line.clean.slice(from),
  )

/** The name, then what belongs to it: "Tom's message", "1185 that". */
function afterName(line: Line, end: number): number {
  const found =
    /^(?:s\b)?(?: (?:convo|conversation|ticket|chat|thread|message|and say|saying|unterhaltung|gesprach|dass|que|that)\b)?/.exec(
      line.clean.slice(end),
    )
  return end + (found?.[0].length ?? 0)
}

/** As typed, without the mark between name and text and without quotation marks around the whole. */
function textFrom(line: Line, from: number): string {
  const text = typed(line, from)
    .replace(/^[\s,:：;–—-]+/u, '')
    .trim()
  const quoted = /^["“„«]([\s\S]*)["“”»]$/u.exec(text)
  return quoted?.[1] !== undefined && !/["“”„«»]/u.test(quoted[1]) ? quoted[1].trim() : text
}
