export type Frame =
  | { kind: 'message'; event: string; id: string | undefined; data: string }
  | { kind: 'comment' }

/** Reads server-sent events out of text that arrives in pieces of any size. */
export function createFrameParser() {
  let rest = ''
  let event = ''
  let id: string | undefined
  let data: string[] = []

  function takeLine(line: string): Frame | undefined {
    if (line.startsWith(':')) return { kind: 'comment' }
    if (line === '') {
      const frame: Frame = { kind: 'message', event: event || 'message', id, data: data.join('\n') }
      const isEmpty = data.length === 0 && event === ''
      event = ''
      id = undefined
      data = []
      return isEmpty ? undefined : frame
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'id') id = value
    if (field === 'data') data.push(value)
    return undefined
  }

  return function push(text: string): Frame[] {
    rest += text
    // A lone CR at the end may be the first half of CRLF.
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest
    const lines = whole.split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + (rest.endsWith('\r') ? '\r' : '')
    return lines.flatMap((line) => takeLine(line) ?? [])
  }
}
