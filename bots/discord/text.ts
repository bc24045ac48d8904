/** What Discord takes for nothing: spaces, controls, and what has no width. */
const blank = /^[\s\p{C}\p{Z}\p{VS}\u115f\u1160\u2800\u3164\uffa0]*$/u

export const isBlank = (text: string): boolean => blank.test(text)

/** Text that can be sent: no half of a surrogate pair, no NUL, one kind of line end. */
export const clean = (text: string): string =>
  text.toWellFormed().replaceAll('\u0000', '').replaceAll(/\r\n?/g, '\n')

/** On one line. */
export const flat = (text: string): string => clean(text).replaceAll(/\s+/g, ' ').trim()

/** At most so many UTF-16 units, at a word's end where one is near, with an ellipsis; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  if (max < 1) return ''
  const whole = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')
  const word = /^[\s\S]*\S(?=\s)/.exec(whole)?.[0] ?? ''
  return `${word.length > whole.length * 0.7 ? word : whole}…`
}

/** An address is left as it is, for Discord would open it with the backslashes. */
const address = /https?:\/\/[A-Za-z0-9][\w.~:/?#@!$&+,;=%-]*/g
const markup = /[\\*_~`|<>[\]()#@]|:(?=[\w+~-]+:)/g
/** What starts a list or a quiet line; and the dot of a numbered one. */
const listMark = /^(\s*)([-+])/gm
const numberMark = /^(\s*\d+)([.)])/gm

/** Text of people, so that Discord shows it as typed: no style, no heading, no mention, no emoji by its name. */
export function escape(text: string): string {
  let escaped = ''
  let at = 0
  for (const match of text.matchAll(address)) {
    escaped += escapePlain(text.slice(at, match.index)) + match[0]
    at = match.index + match[0].length
  }
  return escaped + escapePlain(text.slice(at))
}

const escapePlain = (text: string): string =>
  text
    .replaceAll(markup, String.raw`\$&`)
    .replaceAll(listMark, String.raw`$1\$2`)
    .replaceAll(numberMark, (_all, number: string, mark: string) => `${number}\\${mark}`)

/** Inside a block of code nothing is markup but its own end. */
export const forCode = (text: string): string => text.replaceAll('`', 'ˋ')

/** The longest beginning of the text whose drawn form fits; '' when not even a little does. */
export function drawWithin(text: string, max: number, draw: (text: string) => string): string {
  const whole = draw(text)
  if (whole.length <= max) return whole
  let [low, high] = [0, Math.min(text.length, Math.max(0, max))]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (draw(cut(text, middle)).length <= max) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : draw(cut(text, low))
}
