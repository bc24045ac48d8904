export interface Trigger {
  kind: 'saved-reply' | 'mention'
  /** Where `/` or `@` stands. */
  start: number
  query: string
}

/** What is being looked up at the caret: `/` at the start of a line, in a note also `@` at the start of a word. */
export function triggerAt(text: string, caret: number, mode: 'reply' | 'note'): Trigger | undefined {
  const before = text.slice(0, caret)
  if (mode === 'reply') {
    const slash = /(?:^|\n)\/([\p{L}\p{N}_-]{0,40})$/u.exec(before)
    if (slash)
      return { kind: 'saved-reply', start: caret - (slash[1] ?? '').length - 1, query: slash[1] ?? '' }
    return undefined
  }
  const at = /(?:^|[\s(])@([\p{L}\p{N}_.-]{0,40})$/u.exec(before)
  return at ? { kind: 'mention', start: caret - (at[1] ?? '').length - 1, query: at[1] ?? '' } : undefined
}

/** The text with what was looked up in place of what was typed, and the caret after it. */
export function insertAt(text: string, trigger: Trigger, caret: number, insert: string) {
  const before = text.slice(0, trigger.start)
  const after = text.slice(caret)
  return { text: before + insert + after, caret: before.length + insert.length }
}

/** The members whose names stand in a note after an `@`. */
export function mentionedIn(text: string, members: readonly { id: string; name: string }[]): string[] {
  return members.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id)
}

/** As the platform counts. */
export function lengthOf(text: string, unit: 'characters' | 'utf8-bytes'): number {
  return unit === 'utf8-bytes' ? new TextEncoder().encode(text).length : Array.from(text).length
}

/** What stands against sending this file there; undefined when nothing does. */
export function fileProblem(
  file: { type: string; size: number; name: string },
  rules: Readonly<Record<string, { maxBytes: number; mimes: readonly string[] }>>,
  channel: string,
): string | undefined {
  const kind = kindOf(file.type)
  const rule = rules[kind]
  if (!rule) return `${channel} takes no ${kind === 'file' ? 'files' : `${kind} files`}. Send a link instead.`
  if (file.size > rule.maxBytes) {
    return `${file.name} is too large: ${channel} takes ${Math.floor(rule.maxBytes / 1024 / 1024)} MB.`
  }
  return undefined
}

function kindOf(mime: string): string {
  const family = mime.split('/')[0] ?? ''
  return ['image', 'video', 'audio'].includes(family) ? family : 'file'
}
