import type { PostChecks } from '#features/posts/schema.ts'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { cx } from '../../ui/cx.ts'
import type { Scope } from './edit-draft.ts'
import type { Account } from './posts-api.ts'

export interface TextCounterProps {
  checks: PostChecks | undefined
  accounts: readonly Account[]
  scope: Scope
}

const nearly = 0.9

/** As each platform counts it; one figure a platform while all accounts share the words. */
export function TextCounter({ checks, accounts, scope }: TextCounterProps) {
  const seen = new Set<string>()
  const shown = (checks?.targets ?? []).filter(({ channelId, platform, textCount }) => {
    if (scope !== 'all') return channelId === scope
    const key = `${platform} ${textCount}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  if (shown.length === 0) return null
  return (
    <span className="tabular flex flex-wrap justify-end gap-x-3 px-1.5 text-meta">
      {shown.map(({ channelId, platform, textCount, textMax }) => (
        <span
          key={channelId}
          className={cx(
            'inline-flex items-center gap-1',
            textCount > textMax
              ? 'font-medium text-bad'
              : textCount > textMax * nearly
                ? 'text-warn'
                : 'text-muted',
          )}
        >
          <ChannelMark
            connector={accounts.find((one) => one.id === channelId)?.connector ?? ''}
            name={platform}
            className="size-3"
          />
          {`${textCount.toLocaleString('en')} / ${textMax.toLocaleString('en')}`}
        </span>
      ))}
    </span>
  )
}
