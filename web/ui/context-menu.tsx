import { ContextMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Kbd } from './kbd.tsx'
import { menuDanger, menuItem, menuLine, menuPanel } from './menu-look.ts'
import type { MenuItemProps } from './menu.tsx'

export interface ContextMenuProps {
  /** What is right-clicked or long-pressed. Everything in the menu is reachable elsewhere too. */
  children: ReactNode
  items: ReactNode
}

export function ContextMenu({ children, items }: ContextMenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content collisionPadding={8} className={menuPanel}>
          {items}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function ContextItem({ icon, keys, danger, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={cx(menuItem, danger && menuDanger)}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? <Kbd keys={keys} /> : null}
    </Radix.Item>
  )
}

export const ContextLine = () => <Radix.Separator className={menuLine} />
