/** A number as it stands in a text. */
interface Found {
  digits: string
  /** Of a post or conversation: `#12`, "post 12". */
  isName: boolean
  percent: boolean
  /** 1, or what "k" and "million" make of it. */
  scale: number
}

const number =
  /(#?)(\d+(?:[.,'’]\d+)*(?: \d{3}(?!\d))*(?:[.,]\d+)?)(\s?(?:%|percent(?!age)|per cent|prozent(?!punkt)|por ciento|pour cent)|\s?(?:thousand|tausend|million(?:en|es|s)?|millón|mio|billion|milliarden?|mrd|bn)(?!\p{L})|[km](?!\p{L}))?/giu
const naming =
  /(?:posts?|conversations?|beitrag|unterhaltung|publicación|conversación|publication|number|nummer|número|numéro|nr\.?|no\.|n°)\s*$/iu

const scales: Array<[RegExp, number]> = [
  [/^(?:k|thousand|tausend)$/u, 1_000],
  [/^(?:m|mio|million(?:en|es|s)?|millón)$/u, 1_000_000],
  [/^(?:billion|milliarden?|mrd|bn)$/u, 1_000_000_000],
]

export function numbersIn(text: string): Found[] {
  return [...text.matchAll(number)].map((match) => {
    const [, mark = '', digits = '', after = ''] = match
    const suffix = after.trim().toLowerCase()
    const scale = scales.find(([words]) => words.test(suffix))?.[1] ?? 1
    return {
      digits,
      isName: mark === '#' || naming.test(text.slice(0, match.index)),
      percent: suffix !== '' && scale === 1,
      scale,
    }
  })
}

/** The numbers of a text by what they mean, to look others up in. */
export function figuresIn(text: string): Set<string> {
  const keys = numbersIn(text).flatMap((found) => {
    const own = keysOf(found)
    // A list names posts by their bare number.
    return found.isName || found.percent ? own : [...own, ...keysOf({ ...found, isName: true })]
  })
  return new Set(keys)
}

/** Whether a number is one of the figures. Where a space may part thousands or two numbers, either will do. */
export function isFigure(figures: ReadonlySet<string>, found: Found): boolean {
  if (keysOf(found).some((key) => figures.has(key))) return true
  const pieces = found.digits.split(' ')
  return pieces.length > 1 && pieces.every((digits) => isFigure(figures, { ...found, digits }))
}

function keysOf({ digits, isName, percent, scale }: Found): string[] {
  return valuesOf(digits).map((value) =>
    isName ? `#${value}` : percent ? `${value}%` : String(Math.round(value * scale * 1_000) / 1_000),
  )
}

/** "1,234" is 1234 in one language and 1.234 in another; "1,23" is only one thing. */
function valuesOf(digits: string): number[] {
  const bare = digits.replaceAll(/[ '’]/g, '')
  const marks = bare.match(/[.,]/g) ?? []
  const last = marks.at(-1)
  if (last === undefined) return [Number(bare)]
  const whole = Number(bare.replaceAll(/[.,]/g, ''))
  const at = bare.lastIndexOf(last)
  const decimal = Number(`${bare.slice(0, at).replaceAll(/[.,]/g, '')}.${bare.slice(at + 1)}`)
  if (new Set(marks).size > 1) return [decimal]
  if (marks.length > 1) return [whole]
  return bare.length - at === 4 ? [whole, decimal] : [decimal]
}

const words = `
  two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
  billion billions dozen dozens twice thrice double doubled doubling triple tripled quadrupled twofold threefold tenfold
  half halved
  zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig
  neunzig million millionen milliarden dutzend doppelt doppelte verdoppelt verdreifacht halbiert hälfte halb
  dos tres cuatro cinco seis siete ocho nueve diez doce veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
  cien ciento cientos mil miles millón millones docena doble duplicado duplicó triplicó mitad
  deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante cinquante soixante cent cents mille milliers
  douzaine doublé triplé moitié`
const spelled = new Set(words.trim().split(/\s+/))

/** Numbers written as words. "One" and the ordinals say too little to count. */
export const spelledIn = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter(
      (word) =>
        spelled.has(word) ||
        /hundert|tausend|zehn$|undzwanzig|und(?:drei|vier|fünf|sech|sieb|acht|neun)\p{L}*ig$/u.test(word),
    ),
  )
