import { Command } from 'cmdk'
import { Popover as Radix } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { cx } from './cx.ts'
import { floating } from './menu-look.ts'

export interface PickerItem<V extends string = string> {
  value: V
  label: string
  hint?: string
  icon?: ReactNode
  group: string
  /** Other words that find it. */
  keywords?: readonly string[]
}

export interface PickerProps<V extends string> {
  trigger: ReactNode
  label: string
  items: readonly PickerItem<V>[]
  onPick: (value: V) => void
}

const heading =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint'

/** Every typed word must begin a word of the item's. */
function score(_value: string, search: string, keywords: string[] = []): number {
  const words = keywords.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  const typed = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (!typed.every((part) => words.some((word) => word.startsWith(part)))) return 0
  return keywords[0]?.toLowerCase().startsWith(search.toLowerCase().trim()) ? 1 : 0.5
}

/** A menu that is searched by typing. What is picked takes the focus, so the trigger does not take it back. */
export function Picker<V extends string>({ trigger, label, items, onPick }: PickerProps<V>) {
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState(false)
  const groups = Map.groupBy(items, (item) => item.group)
  const pick = (value: V) => {
    setPicked(true)
    setOpen(false)
    onPick(value)
  }
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        setPicked(false)
        setOpen(next)
      }}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (picked) event.preventDefault()
          }}
          className={cx(floating, 'w-72 overflow-hidden')}
        >
          <Command label={label} loop filter={score} className={heading}>
            <div className="border-b border-line px-3">
              <Command.Input
                autoFocus
                placeholder={label}
                className="h-9 w-full bg-transparent text-list outline-none"
              />
            </div>
            <Command.List className="scroll-quiet max-h-80 p-1">
              <Command.Empty className="px-2 py-6 text-center text-list text-muted">
                Nothing has that name. Try another word.
              </Command.Empty>
              {[...groups].map(([group, members]) => (
                <Command.Group key={group} heading={group}>
                  {members.map((item) => (
                    <Command.Item
                      key={item.value}
                      value={item.value}
                      keywords={[item.label, item.hint ?? '', ...(item.keywords ?? [])]}
                      onSelect={() => pick(item.value)}
                      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-sm px-2 py-1 text-list data-[selected=true]:bg-fill pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
                    >
                      {item.icon}
                      <span className="min-w-0 flex-1">
                        {item.label}
                        {item.hint ? <span className="block text-meta text-muted">{item.hint}</span> : null}
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
