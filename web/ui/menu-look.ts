import { cx } from './cx.ts'

/** What menus, context menus and popovers share. */
export const floating = cx(
  'z-50 max-h-(--radix-popper-available-height) overflow-auto rounded border border-line bg-raised text-ink shadow-float',
  'data-[state=open]:animate-rise data-[state=closed]:animate-sink',
)

export const menuPanel = cx(floating, 'min-w-44 max-w-80 p-1')

export const menuItem = cx(
  'flex min-h-7.5 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-list outline-none select-none',
  'data-highlighted:bg-fill data-disabled:opacity-50 pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted',
)

export const menuDanger = 'text-bad [&>svg]:text-bad'
export const menuHeading = 'px-2 pt-1.5 pb-1 text-meta font-medium text-faint'
export const menuLine = 'mx-1 my-1 h-px bg-line'
