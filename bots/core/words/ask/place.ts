import { openings } from '../lexicon/openings.ts'
import { whole } from '../lexicon/phrases.ts'
import { blank, find, findPattern, take, typed, type Line } from '../line.ts'
import { findName } from '../refs/names.ts'
import type { World } from '../meaning.ts'

export type PlaceRead = { place: string } | { refused: 'unknown_member' } | { several: string[] }

const email = /[\w.+-]+@[\w-]+\.[\w.]*\w/g
const channel = /#[a-z_][\w.-]*/g
const toward = whole(`${openings.toward}`)

/** Where an answer, a report or a warning goes; takes its words. */
export function takePlace(world: World, line: Line): PlaceRead {
  const address = findPattern(line, email)
  if (address) {
    blank(line, address.start, address.end)
    return { place: `email:${typed(line, address.start, address.end)}` }
  }
  const room = findPattern(line, channel)
  if (room) {
    blank(line, room.start, room.end)
    return { place: `channel:${typed(line, room.start, room.end)}` }
  }
  if (take(line, 'dmMe')) return { place: `dm:${world.speakerId}` }
  const named = findName(line, world.members)
  if (named && led(line, named.start)) {
    blank(line, named.start, named.end)
    return named.ids.length === 1 ? { place: `dm:${named.ids[0] ?? ''}` } : { several: named.ids }
  }
  const strange = findPattern(line, whole('dm (?:to )?(?!me|us|the|a|an|if|when|on)[a-z]{3,}'))
  if (strange) return { refused: 'unknown_member' }
  if (find(line, 'here')) take(line, 'here')
  return { place: 'here' }
}

const led = (line: Line, at: number) => {
  const before = line.clean.slice(0, at).trimEnd()
  const words = [...before.matchAll(toward)].at(-1)
  return words !== undefined && before.length - (words.index + words[0].length) <= 3
}
