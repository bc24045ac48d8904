/** What a key event is called in the shortcut table: `j`, `Shift+e`, `Mod+Enter`, `?`. */
export interface KeyPress {
  key: string
  code: string
  shiftKey: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

export function chordOf(press: KeyPress): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Process', 'CapsLock'].includes(press.key)) return undefined
  const letter = letterOf(press)
  const mods = [
    press.metaKey || press.ctrlKey ? 'Mod' : '',
    press.altKey ? 'Alt' : '',
    // A sign such as ? needs Shift on some keyboards and not on others: the sign alone names it.
    press.shiftKey && (letter !== undefined || press.key.length > 1) ? 'Shift' : '',
  ].filter(Boolean)
  return [...mods, letter ?? press.key].join('+')
}

function letterOf({ key, code }: KeyPress): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  // On a Greek or Cyrillic layout the key in the place of J still is j.
  if (key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(code))
    return code.slice(3).toLowerCase()
  return undefined
}

/** A single key needs no modifier, so it is the kind that can be switched off, and never fires while typing. */
export const isSingle = (keys: string) => !/^(Mod|Alt)\+/.test(keys)

export type Match = { kind: 'hit'; id: string } | { kind: 'prefix'; prefix: string } | { kind: 'none' }

/** Finds what a chord means after what was pressed before (`g`, then `i`). */
export function matchChord(
  bindings: ReadonlyMap<string, readonly string[]>,
  prefix: string,
  chord: string,
): Match {
  const whole = prefix ? `${prefix} ${chord}` : chord
  let isPrefix = false
  for (const [id, keys] of bindings) {
    if (keys.includes(whole)) return { kind: 'hit', id }
    isPrefix ||= keys.some((one) => one.startsWith(`${whole} `))
  }
  if (isPrefix) return { kind: 'prefix', prefix: whole }
  return prefix ? matchChord(bindings, '', chord) : { kind: 'none' }
}
