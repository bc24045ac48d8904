export interface RegexFault {
  reason: string
  /** Where the fault stands in the pattern. */
  from: number
  to: number
}

export interface RegexCheck {
  fault?: RegexFault
  /** What the pattern finds in a text. */
  find: (text: string) => { from: number; to: number } | undefined
}

interface Told {
  error: string
  input: string
}
const isTold = (error: unknown): error is Told =>
  typeof error === 'object' &&
  error !== null &&
  'error' in error &&
  typeof error.error === 'string' &&
  'input' in error &&
  typeof error.input === 'string'

/** By the engine that judges messages, fetched when the first pattern is edited. */
export async function checkRegex(pattern: string, ignoreCase: boolean): Promise<RegexCheck> {
  const { RE2JS } = await import('re2js')
  try {
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
    return {
      find(text) {
        const matcher = compiled.matcher(text.slice(0, 10_000))
        return matcher.find() ? { from: matcher.start(), to: matcher.end() } : undefined
      },
    }
  } catch (error) {
    if (!isTold(error)) throw error
    return { fault: faultOf(pattern, error), find: () => undefined }
  }
}

function faultOf(pattern: string, { error, input }: Told): RegexFault {
  const fragment = input.replace(/^\(\?i\)/, '')
  const at = pattern.lastIndexOf(fragment)
  const from = at === -1 ? 0 : at
  return { reason: words[error] ?? error, from, to: at === -1 ? pattern.length : at + fragment.length }
}

const words: Record<string, string> = {
  'missing closing )': 'A bracket “(” is not closed.',
  'unexpected )': 'A bracket “)” closes nothing.',
  'missing closing ]': 'A bracket “[” is not closed.',
  'invalid character class range': 'This range of characters is not valid.',
  'invalid nested repetition operator': 'Two repetitions follow one another.',
  'missing argument to repetition operator': 'There is nothing to repeat before this.',
  'invalid or unsupported Perl syntax': 'Looking ahead or behind is not possible here.',
  'invalid escape sequence': 'This escape is not known.',
  'invalid repeat count': 'This count of repetitions is not valid: at most 1000, the smaller first.',
}
