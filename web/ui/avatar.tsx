import { ChannelMark } from './channel-mark.tsx'
import { cx } from './cx.ts'

const sizes = { sm: 'size-6 text-[10px]', md: 'size-8 text-meta', lg: 'size-10 text-list' }
const tints = ['bg-chart-1/20', 'bg-chart-2/20', 'bg-chart-3/20', 'bg-chart-4/20', 'bg-chart-5/20']

/** "Ana Horvat" → "AH", "@nova" → "N". */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  const [first = '', ...others] = words
  return (first + (others.at(-1) ?? '')).toUpperCase()
}

const tintOf = (name: string) =>
  tints[Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % tints.length]

export interface AvatarProps {
  name: string
  size?: keyof typeof sizes
  /** A picture we serve (`/media/…`). */
  src?: string | undefined
  /** The channel the person writes from: a small mark at the corner. */
  channel?: { connector: string; name: string } | undefined
  className?: string
}

/** Decoration beside a name that is written out, so it is hidden from screen readers; its channel is not. */
export function Avatar({ name, size = 'md', src, channel, className }: AvatarProps) {
  return (
    <span className={cx('relative inline-flex shrink-0', sizes[size], className)}>
      <span
        aria-hidden
        className={cx(
          'flex size-full items-center justify-center overflow-hidden rounded-full font-medium text-ink',
          tintOf(name),
        )}
      >
        {src ? <img src={src} alt="" loading="lazy" className="size-full object-cover" /> : initialsOf(name)}
      </span>
      {channel ? (
        <span className="absolute -right-1 -bottom-1 flex size-4 items-center justify-center rounded-full border border-line bg-surface text-muted group-hover:text-ink group-aria-selected:text-accent-ink">
          <ChannelMark {...channel} className="size-2.5" />
        </span>
      ) : null}
    </span>
  )
}
