import { cx } from './cx.ts'

const isApple = typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.userAgent)
const symbols: Record<string, string> = isApple
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵' }
  : { Mod: 'Ctrl', Enter: '↵' }

/** `Mod+Shift+Enter`, `g i`: as the reader's keyboard names them. */
export function keyParts(keys: string): string[] {
  return keys.split(' ').flatMap((chord) => chord.split('+').map((key) => symbols[key] ?? capital(key)))
}

const capital = (key: string) => (key.length === 1 ? key.toUpperCase() : key)

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cx('inline-flex shrink-0 items-center gap-0.5 pointer-coarse:hidden', className)}>
      {keyParts(keys).map((part, index) => (
        <kbd
          key={`${part}${index}`}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line bg-surface px-1 font-sans text-[12px] leading-none text-muted"
        >
          {part}
        </kbd>
      ))}
    </span>
  )
}
