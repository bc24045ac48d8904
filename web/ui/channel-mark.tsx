import { cx } from './cx.ts'

// Simplified monochrome marks, drawn for 12 to 16 px. A connector that is not here shows its initials.
const marks: Record<string, string> = {
  instagram:
    'M5 2h6a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Zm3 3.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Zm3.2-.6h.01',
  messenger:
    'M8 2c3.4 0 6 2.4 6 5.6s-2.6 5.6-6 5.6c-.6 0-1.2-.1-1.7-.2L4 14v-2c-1.3-1-2-2.6-2-4.4C2 4.4 4.6 2 8 2ZM4.8 8.8 7 6.6l2 1.5 2.2-1.6',
  whatsapp:
    'M2.3 13.7 3.1 11A6 6 0 1 1 5.2 13l-2.9.7ZM6 5.7c-.2 2.3 2 4.5 4.3 4.3l.4-1.2-1.4-.8-.7.6C8 8.3 7.5 7.7 7.2 7l.6-.7-.7-1.4L6 5.7Z',
  telegram: 'M14 2.5 1.8 7.3l4 1.5M14 2.5l-2.2 11-6-4.7M14 2.5 5.8 8.8v4.4l2-2.2',
  x: 'M2.5 2.5 13.5 13.5M13 2.5 3 13.5',
  facebook: 'M11 2.5H9.8A2.3 2.3 0 0 0 7.5 4.8V14M5.3 7.8h5',
  linkedin: 'M3.5 6.5V13M3.5 3.2h.01M7 13V6.5M7 9.5c0-1.8 1-3 2.7-3s2.8 1 2.8 3V13',
  tiktok: 'M9 2.5v8a2.6 2.6 0 1 1-2.6-2.6M9 2.5c.2 2 1.6 3.3 3.6 3.4',
  youtube:
    'M4 3.5h8a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 10V6A2.5 2.5 0 0 1 4 3.5Zm2.8 2.7v3.6L10 8 6.8 6.2Z',
  email:
    'M3 3.5h10A1.5 1.5 0 0 1 14.5 5v6a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 11V5A1.5 1.5 0 0 1 3 3.5Zm-1.3 1.3L8 9l6.3-4.2',
  webchat:
    'M3.5 2.5h9A1.5 1.5 0 0 1 14 4v5.5a1.5 1.5 0 0 1-1.5 1.5H8l-3.5 2.7V11h-1A1.5 1.5 0 0 1 2 9.5V4a1.5 1.5 0 0 1 1.5-1.5ZM5 6h6M5 8.2h3.5',
}

export interface ChannelMarkProps {
  /** The connector's id. */
  connector: string
  /** What is read out: "Instagram". */
  name?: string
  className?: string
}

export function ChannelMark({ connector, name = connector, className }: ChannelMarkProps) {
  const path = marks[connector]
  return (
    <span className={cx('inline-flex size-4 shrink-0 items-center justify-center', className)}>
      <span className="sr-only">{name}</span>
      {path ? (
        <svg
          aria-hidden
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="size-full"
        >
          <path d={path} />
        </svg>
      ) : (
        <span aria-hidden className="text-[9px] leading-none font-bold uppercase">
          {name.slice(0, 2)}
        </span>
      )}
    </span>
  )
}
