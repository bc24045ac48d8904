import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { scrim } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { parseRecent, rankByRecency, withRecent, type PaletteAction } from './palette-rank.ts'
import { readPref, writePref } from './prefs.ts'
import { useKeys } from './shortcuts.tsx'

const heading =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-faint'

export function PaletteDialog({
  actions,
  onClose,
}: {
  actions: readonly PaletteAction[]
  onClose: () => void
}) {
  const keysOf = useKeys()
  const recent = parseRecent(readPref('palette'))
  const ranked = rankByRecency(actions, recent)
  const used = ranked.filter((action) => recent.includes(action.id)).slice(0, 5)
  const groups = Map.groupBy(
    ranked.filter((action) => !used.includes(action)),
    (action) => action.group ?? 'Actions',
  )
  const run = (action: PaletteAction) => {
    writePref('palette', withRecent(recent, action.id).join('\n'))
    onClose()
    action.run()
  }
  const item = (action: PaletteAction) => (
    <Command.Item
      key={action.id}
      value={action.id}
      keywords={[action.label, ...(action.keywords ?? [])]}
      onSelect={() => run(action)}
      className="flex min-h-9 items-center gap-2.5 rounded-md px-2 text-list data-[selected=true]:bg-fill pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:text-muted"
    >
      {action.icon}
      <span className="min-w-0 flex-1 truncate">{action.label}</span>
      {action.shortcut ? <PaletteKeys keys={keysOf(action.shortcut)} /> : null}
    </Command.Item>
  )
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrim} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12dvh] z-40 mx-auto max-w-150 animate-rise overflow-hidden rounded-lg border border-line bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">Find and do anything</Dialog.Title>
          <Command label="Find and do anything" loop filter={score} className={heading}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-faint" />
              <Command.Input
                autoFocus
                placeholder="Find and do anything"
                className="h-12 w-full bg-transparent text-read outline-none"
              />
            </div>
            <Command.List className="scroll-quiet max-h-[min(56dvh,440px)] p-2">
              <Command.Empty className="px-2 py-8 text-center text-list text-muted">
                Nothing has that name. Try another word.
              </Command.Empty>
              {used.length > 0 ? <Command.Group heading="Used last">{used.map(item)}</Command.Group> : null}
              {[...groups].map(([group, members]) => (
                <Command.Group key={group} heading={group}>
                  {members.map(item)}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const PaletteKeys = ({ keys }: { keys: string | undefined }) => (keys ? <Kbd keys={keys} /> : null)

/** Every typed word must begin a word of the label or of its keywords; a label's own beginning ranks first. */
function score(_id: string, search: string, keywords: string[] = []): number {
  const words = keywords.flatMap((text) => text.toLowerCase().split(/\s+/))
  const typed = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (!typed.every((part) => words.some((word) => word.startsWith(part)))) return 0
  return keywords[0]?.toLowerCase().startsWith(search.toLowerCase().trim()) ? 1 : 0.5
}
