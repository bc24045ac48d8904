import { RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Switch } from '../ui/switch.tsx'
import { usePref } from './prefs.ts'
import { chordOf } from './shortcut-keys.ts'
import { keysInUse, parseRemapped, shortcutIds, shortcutTable, type ShortcutId } from './shortcut-table.ts'
import { remapShortcut, useSingleKeys } from './shortcuts.tsx'

const groups = [...Map.groupBy(shortcutIds, (id) => shortcutTable[id].group)]

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const [singleKeys, setSingleKeys] = useSingleKeys()
  const [listening, setListening] = useState<ShortcutId>()
  const remapped = parseRemapped(usePref('shortcuts'))
  const inUse = keysInUse(remapped)
  useRecorder(listening, () => setListening(undefined))
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Keyboard shortcuts"
      description="Press a shortcut's keys to change them."
      width="lg"
    >
      <Switch
        label="Single keys"
        hint="Keys such as E or J act at once when you are not typing. Shortcuts with Ctrl or ⌘ always work."
        checked={singleKeys}
        onCheckedChange={setSingleKeys}
        className="rounded border border-line p-3"
      />
      <div className="mt-4 gap-8 md:columns-2">
        {groups.map(([group, ids]) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-meta font-medium text-faint">{group}</h3>
            {ids.map((id) => (
              <div key={id} className="flex h-8 items-center gap-1 border-b border-line text-list">
                <span className="min-w-0 flex-1 truncate">{shortcutTable[id].label}</span>
                {remapped[id] === undefined ? null : (
                  <IconButton
                    size="sm"
                    label="Use the usual keys"
                    icon={<RotateCcw />}
                    onClick={() => remapShortcut(id, undefined)}
                  />
                )}
                <Button
                  look="quiet"
                  size="sm"
                  aria-label={`Change the keys of ${shortcutTable[id].label}`}
                  onClick={() => setListening(id)}
                  className="min-h-0 px-1"
                >
                  {listening === id ? 'Press keys…' : <KeyList all={inUse.get(id) ?? []} />}
                </Button>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  )
}

const KeyList = ({ all }: { all: readonly string[] }) =>
  all.length === 0 ? (
    'None'
  ) : (
    <span className="flex items-center gap-1.5">
      {all.map((keys) => (
        <Kbd key={keys} keys={keys} />
      ))}
    </span>
  )

/** Takes the next chord for `id`; Escape leaves it as it was. */
function useRecorder(id: ShortcutId | undefined, onDone: () => void) {
  useEffect(() => {
    if (!id) return
    const onKeyDown = (event: KeyboardEvent) => {
      const chord = chordOf(event)
      if (!chord || chord === 'Tab' || chord === 'Shift+Tab') return
      event.preventDefault()
      event.stopPropagation()
      if (chord !== 'Escape') remapShortcut(id, chord)
      onDone()
    }
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [id, onDone])
}
