import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface Tab<V extends string = string> {
  value: V
  label: ReactNode
  count?: number | undefined
}

export interface TabsProps<V extends string> {
  label: string
  value: V
  tabs: readonly Tab<V>[]
  onValueChange: (value: V) => void
  className?: string
  /** `TabPanel`s. Without panels (the tab only filters) use `Segmented`. */
  children?: ReactNode
}

export function Tabs<V extends string>({
  label,
  value,
  tabs,
  onValueChange,
  className,
  children,
}: TabsProps<V>) {
  const choose = (next: string) => {
    const tab = tabs.find((one) => one.value === next)
    if (tab) onValueChange(tab.value)
  }
  return (
    <Radix.Root value={value} onValueChange={choose} className={cx('flex min-h-0 flex-col', className)}>
      <Radix.List
        aria-label={label}
        className="scroll-quiet flex shrink-0 gap-4 border-b border-line px-4 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="ring-inside -mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-list font-medium whitespace-nowrap text-muted transition-colors duration-150 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink pointer-coarse:min-h-11"
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className="tabular text-meta text-faint">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  )
}

export const TabPanel = ({
  value,
  className,
  children,
}: {
  value: string
  className?: string
  children: ReactNode
}) => (
  <Radix.Content value={value} className={cx('ring-inside min-h-0 flex-1', className)}>
    {children}
  </Radix.Content>
)
