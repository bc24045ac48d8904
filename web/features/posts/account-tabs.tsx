import { ToggleGroup } from 'radix-ui'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { cx } from '../../ui/cx.ts'
import { differs, type PostDraft, type Scope } from './edit-draft.ts'
import type { Account } from './posts-api.ts'

export interface AccountTabsProps {
  draft: PostDraft
  accounts: readonly Account[]
  scope: Scope
  onScope: (scope: Scope) => void
  /** Accounts that a check stops. */
  stopped: ReadonlySet<string>
}

/** What all share first, then each account; a dot where it has its own words. */
export function AccountTabs({ draft, accounts, scope, onScope, stopped }: AccountTabsProps) {
  const tab =
    'ring-inside -mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-1 text-list font-medium whitespace-nowrap text-muted transition-colors duration-150 hover:text-ink data-[state=on]:border-accent data-[state=on]:text-ink pointer-coarse:min-h-11'
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Whose words"
      value={scope}
      onValueChange={(next) => next && onScope(next)}
      className="scroll-quiet flex shrink-0 gap-3 border-b border-line [scrollbar-width:none]"
    >
      <ToggleGroup.Item value="all" className={tab}>
        All accounts
      </ToggleGroup.Item>
      {draft.targets.map(({ channelId, override }) => {
        const account = accounts.find((one) => one.id === channelId)
        return (
          <ToggleGroup.Item key={channelId} value={channelId} className={cx(tab, 'max-w-50')}>
            <ChannelMark
              connector={account?.connector ?? ''}
              name={account?.publishes.platform ?? ''}
              className="size-3.5"
            />
            <span className="truncate">{account?.name ?? 'Account'}</span>
            {differs(override) ? (
              <span className="size-1.5 shrink-0 rounded-full bg-accent">
                <span className="sr-only">has its own words</span>
              </span>
            ) : null}
            {stopped.has(channelId) ? (
              <span className="size-1.5 shrink-0 rounded-full bg-bad">
                <span className="sr-only">cannot go out yet</span>
              </span>
            ) : null}
          </ToggleGroup.Item>
        )
      })}
    </ToggleGroup.Root>
  )
}
