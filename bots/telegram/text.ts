/** What Telegram takes for nothing: spaces, controls, and what has no width. */
const blank = /^[\s\p{C}\p{Z}\p{Variation_Selector}\u115f\u1160\u2800\u3164\uffa0\ufffc]*$/u

export const isBlank = (text: string): boolean => blank.test(text)

/** Text that can be sent: no NUL, no half of a surrogate pair, no carriage return. */
export const clean = (text: string): string => text.toWellFormed().replaceAll(/\0|\r/g, '')

export const oneLine = (text: string): string => clean(text).replaceAll(/\s+/g, ' ').trim()

/** At most so many UTF-16 units, at a word's end where one is near, with an ellipsis; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  if (max < 1) return ''
  const whole = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')
  const word = /^[\s\S]*\S(?=\s)/.exec(whole)?.[0] ?? ''
  return `${word.length > whole.length * 0.7 ? word : whole}…`
}

/** The first piece of at most so many units, broken at a line's or word's end where one is near, and the rest. */
export function splitOnce(text: string, max: number): [head: string, rest: string] {
  if (text.length <= max) return [text, '']
  const head = text.slice(0, max)
  const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' ')) + 1
  const whole = at > max / 2 ? head.slice(0, at) : head.replace(/[\ud800-\udbff]$/, '')
  return [whole, text.slice(whole.length)]
}

/** For `parse_mode: HTML`, where these are markup; quotes matter in attributes only. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
