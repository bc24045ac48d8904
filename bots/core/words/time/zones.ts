import { blank, type Line } from '../line.ts'
import { whole } from '../lexicon/phrases.ts'

const abbreviations: Record<string, string> = {
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  eastern: 'America/New_York',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  pacific: 'America/Los_Angeles',
  mt: 'America/Denver',
  mdt: 'America/Denver',
  mountain: 'America/Denver',
  cdt: 'America/Chicago',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  mez: 'Europe/Berlin',
  mesz: 'Europe/Berlin',
  gmt: 'UTC',
  utc: 'UTC',
  bst: 'Europe/London',
  wet: 'Europe/Lisbon',
  eet: 'Europe/Athens',
  jst: 'Asia/Tokyo',
  aest: 'Australia/Sydney',
  aedt: 'Australia/Sydney',
}

/** Central or China, Indian or Irish or Israel: two meanings at least. */
const unclear = ['cst', 'ist', 'ct', 'central', 'ast', 'mst', 'sst', 'amt']

const cities: Record<string, string> = {
  nyc: 'America/New_York',
  'new yorker': 'America/New_York',
  'nueva york': 'America/New_York',
  boston: 'America/New_York',
  miami: 'America/New_York',
  atlanta: 'America/New_York',
  washington: 'America/New_York',
  philadelphia: 'America/New_York',
  la: 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  sf: 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  portland: 'America/Los_Angeles',
  'las vegas': 'America/Los_Angeles',
  'san diego': 'America/Los_Angeles',
  dallas: 'America/Chicago',
  houston: 'America/Chicago',
  austin: 'America/Chicago',
  montreal: 'America/Toronto',
  'mexico city': 'America/Mexico_City',
  'ciudad de mexico': 'America/Mexico_City',
  'rio de janeiro': 'America/Sao_Paulo',
  munich: 'Europe/Berlin',
  munchen: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  cologne: 'Europe/Berlin',
  koln: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  berliner: 'Europe/Berlin',
  wien: 'Europe/Vienna',
  wiener: 'Europe/Vienna',
  zurcher: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  genf: 'Europe/Zurich',
  geneve: 'Europe/Zurich',
  londoner: 'Europe/London',
  londres: 'Europe/London',
  manchester: 'Europe/London',
  edinburgh: 'Europe/London',
  pariser: 'Europe/Paris',
  lyon: 'Europe/Paris',
  marseille: 'Europe/Paris',
  barcelona: 'Europe/Madrid',
  sevilla: 'Europe/Madrid',
  madrider: 'Europe/Madrid',
  milan: 'Europe/Rome',
  mailand: 'Europe/Rome',
  lissabon: 'Europe/Lisbon',
  lisboa: 'Europe/Lisbon',
  lisbonne: 'Europe/Lisbon',
  porto: 'Europe/Lisbon',
  bruxelles: 'Europe/Brussels',
  copenhague: 'Europe/Copenhagen',
  tokio: 'Asia/Tokyo',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  beijing: 'Asia/Shanghai',
  'hong kong': 'Asia/Hong_Kong',
  'tel aviv': 'Asia/Jerusalem',
  'abu dhabi': 'Asia/Dubai',
  'cape town': 'Africa/Johannesburg',
}

let zones: Map<string, string> | undefined
let beside: RegExp | undefined

/** Cities by the zone database, and those that people say instead. */
function zoneNames(): Map<string, string> {
  if (zones) return zones
  const all = Intl.supportedValuesOf('timeZone').flatMap((zone): [string, string][] => {
    const city = zone.split('/').at(-1)?.replaceAll('_', ' ').toLowerCase() ?? ''
    return zone.includes('/') && city !== 'christmas' && city !== 'easter' ? [[city, zone]] : []
  })
  zones = new Map([
    ...all,
    ['vienna', 'Europe/Vienna'],
    ...Object.entries(cities),
    ...Object.entries(abbreviations),
  ])
  return zones
}

const before = '(?:hora (?:de |del )?|heure (?:de |d )?|time (?:in |of )?|in |de |from |[,(] ?)?'
const after = '(?: ?(?:time|zeit|hora local|local time|local|ortszeit))?\\)?'

/**
 * The zone that stands beside a time of day ("9am Berlin", "18:30 hora de Madrid", "6am ET"): a city elsewhere in
 * the words may be a name.
 */
export function takeZone(line: Line, clock: { start: number; end: number } | undefined, en: boolean) {
  beside ??= new RegExp(
    `^[ ¦]*${before}(?<name>(?:utc|gmt)[+-]\\d{1,2}(?::?\\d\\d)?|${[...zoneNames().keys(), ...unclear]
      .sort((a, b) => b.length - a.length)
      .map((name) => name.replaceAll(/[^a-z0-9 ]/g, '.'))
      .join('|')})(?![a-z0-9])${after}`,
  )
  if (clock) {
    const found = beside.exec(line.clean.slice(clock.end))
    const name = found?.groups?.['name']
    if (
      found &&
      name !== undefined &&
      (en || !frenchWord(line, clock.end + found[0].lastIndexOf(name), name))
    ) {
      blank(line, clock.end, clock.end + found[0].length)
      return zoneCalled(name)
    }
  }
  const anywhere = whole(
    `(?:(?:hora de|heure de|heure d|time in) +)(?<after>[a-z ]+?)|(?<first>[a-z]+(?: [a-z]+)?) +(?:time|zeit)`,
  )
  for (const match of line.clean.matchAll(anywhere)) {
    const words = (match.groups?.['after'] ?? match.groups?.['first'] ?? '').trim()
    const name = [words, words.split(' ').at(-1) ?? ''].find(
      (each) => zoneNames().has(each) || unclear.includes(each),
    )
    if (name === undefined) continue
    const start = match.index + match[0].indexOf(name)
    blank(line, start, match.index + match[0].length)
    return zoneCalled(name)
  }
  return undefined
}

/** 'et', 'est' and 'la' are words of French and Spanish; in capitals they are zones. */
const frenchWord = (line: Line, at: number, name: string) => {
  const shown = line.raw.slice(line.starts[at] ?? 0, (line.starts[at] ?? 0) + name.length)
  return name.length < 4 && shown !== shown.toUpperCase()
}

function zoneCalled(name: string): string {
  if (unclear.includes(name)) return 'unclear'
  const offset = /^(?:utc|gmt)([+-])(\d{1,2}):?(\d\d)?$/.exec(name)
  if (offset) return `${offset[1]}${(offset[2] ?? '').padStart(2, '0')}:${offset[3] ?? '00'}`
  return zoneNames().get(name) ?? 'unclear'
}
