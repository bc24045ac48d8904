/** What Slack takes for nothing: spaces, controls, and what has no width. */
const blank = /^[\s\p{C}\p{Z}\p{VS}\u115f\u1160\u2800\u3164\uffa0]*$/u

export const isBlank = (text: string): boolean => blank.test(text)

/** Text that can be sent: no NUL, no half of a surrogate pair. */
export const clean = (text: string): string => text.toWellFormed().replaceAll('\u0000', '')

/** At most so many UTF-16 units, at a word's end where one is near, with an ellipsis; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  if (max < 1) return ''
  const whole = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')
  const word = /^[\s\S]*\S(?=\s)/.exec(whole)?.[0] ?? ''
  return `${word.length > whole.length * 0.7 ? word : whole}…`
}

/** In order, pieces of at most so many units, broken at line ends or spaces where possible. Nothing is lost. */
export function split(text: string, max: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > max) {
    const head = rest.slice(0, max)
    const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' ')) + 1
    const whole = at > max / 2 ? head.slice(0, at) : head.replace(/[\ud800-\udbff]$/, '')
    pieces.push(whole)
    rest = rest.slice(whole.length)
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/** For `text` and mrkdwn, where these three are markup. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Of escaped text, without half an entity at the end. */
export const cutEscaped = (text: string, max: number): string => {
  const escaped = escape(text)
  if (escaped.length <= max) return escaped
  return `${escaped.slice(0, max - 1).replace(/(&[a-z]*|[\ud800-\udbff])$/, '')}…`
}

/** Nothing in it that mrkdwn would draw as style, picture or link of its own. */
export const isTame = (text: string): boolean => !/[*_~`]|:[\w+'-]+:|:\/\/|^\s*>/m.test(text)
