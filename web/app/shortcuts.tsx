import { createContext, use, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { readPref, usePref, writePref } from './prefs.ts'
import { chordOf, isSingle, matchChord } from './shortcut-keys.ts'
import { isShortcutId, keysInUse, parseRemapped, type ShortcutId } from './shortcut-table.ts'

type Handler = (event: KeyboardEvent) => void
type Registry = ReturnType<typeof createShortcuts>

const prefixMs = 1200

/** Handlers by id; the one registered last answers, so that a dialog's comes before its page's. */
export function createShortcuts() {
  const handlers = new Map<ShortcutId, Handler[]>()
  let prefix = ''
  let prefixAt = 0

  function onKeyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const chord = chordOf(event)
    if (!chord) return
    const before = event.timeStamp - prefixAt < prefixMs ? prefix : ''
    prefix = ''
    if (isSingle(chord) && (!singleKeysOn() || isBusyTarget(event.target, chord))) return
    // Screens may share a key: only what answers now counts.
    const answering = new Map(
      [...keysInUse(parseRemapped(readPref('shortcuts')))].filter(([id]) => handlers.get(id)?.length),
    )
    const match = matchChord(answering, before, chord)
    if (match.kind === 'prefix') {
      prefix = match.prefix
      prefixAt = event.timeStamp
    }
    if (match.kind !== 'hit' || !isShortcutId(match.id)) return
    const handler = handlers.get(match.id)?.at(-1)
    if (!handler) return
    event.preventDefault()
    handler(event)
  }

  return {
    onKeyDown,
    register(id: ShortcutId, handler: Handler) {
      handlers.set(id, [...(handlers.get(id) ?? []), handler])
      return () => {
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== handler),
        )
      }
    },
  }
}

const singleKeysOn = () => readPref('single-keys') !== 'off'

/** Typing, an open menu or dialog, or a control that has its own use for the key. */
function isBusyTarget(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="alertdialog"]')
  ) {
    return true
  }
  return (chord === 'Enter' || chord === ' ') && target.closest('button, a, summary, [role="tab"]') !== null
}

const Context = createContext<Registry | undefined>(undefined)

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(() => createShortcuts(), [])
  useEffect(() => {
    addEventListener('keydown', registry.onKeyDown)
    return () => removeEventListener('keydown', registry.onKeyDown)
  }, [registry])
  return <Context value={registry}>{children}</Context>
}

/** Runs `handler` when the reader presses the keys of `id`, as long as the caller is on screen. */
export function useShortcut(
  id: ShortcutId,
  handler: Handler,
  { enabled = true }: { enabled?: boolean } = {},
): void {
  const registry = use(Context)
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    if (!enabled || !registry) return
    return registry.register(id, (event) => latest.current(event))
  }, [registry, id, enabled])
}

export function useSingleKeys(): [boolean, (on: boolean) => void] {
  return [usePref('single-keys') !== 'off', (on) => writePref('single-keys', on ? 'on' : 'off')]
}

/** The keys in use by id, for hints and tooltips; nothing for single keys that are switched off. */
export function useKeys(): (id: ShortcutId) => string | undefined {
  const remapped = usePref('shortcuts')
  const [singleOn] = useSingleKeys()
  const inUse = useMemo(() => keysInUse(parseRemapped(remapped)), [remapped])
  return (id) => inUse.get(id)?.find((keys) => singleOn || !isSingle(keys))
}

/** @param keys undefined takes the usual ones again */
export function remapShortcut(id: ShortcutId, keys: string | undefined): void {
  const { [id]: _old, ...others } = parseRemapped(readPref('shortcuts'))
  // One key, one act: it leaves the act that was given it before.
  const kept = Object.fromEntries(Object.entries(others).filter(([, other]) => other !== keys))
  writePref('shortcuts', JSON.stringify(keys === undefined ? kept : { ...kept, [id]: keys }))
}
