import { cx } from '../../ui/cx.ts'

// Simplified monochrome marks, as those of the channels.
const marks: Record<string, string> = {
  slack: 'M6 2v5M2.5 9.5h4.5M10 14V9M13.5 6.5H9M9 2.5v1.2M2.5 6h1.2M7 13.5v-1.2M13.5 10h-1.2',
  discord:
    'M5.5 3.5c-1 .2-1.9.5-2.6.9C1.8 6.5 1.3 8.7 1.5 11c1 .8 2 1.3 3.1 1.6l.7-1.3M10.5 3.5c1 .2 1.9.5 2.6.9 1.1 2.1 1.6 4.3 1.4 6.6-1 .8-2 1.3-3.1 1.6l-.7-1.3M4.8 10.9c2 .9 4.4.9 6.4 0M5.9 8.1h.01M10.1 8.1h.01M6.3 4.4c1.1-.2 2.3-.2 3.4 0',
  telegram: 'M14 2.5 1.8 7.3l4 1.5M14 2.5l-2.2 11-6-4.7M14 2.5 5.8 8.8v4.4l2-2.2',
}

/** The chat's mark on a quiet tile; decoration beside its name. */
export const SurfaceMark = ({ surface, className }: { surface: string; className?: string }) => (
  <span
    aria-hidden
    className={cx(
      'flex size-9 shrink-0 items-center justify-center rounded-md bg-fill text-muted',
      className,
    )}
  >
    {marks[surface] ? (
      <svg
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="size-4.5"
      >
        <path d={marks[surface]} />
      </svg>
    ) : (
      <span className="text-meta font-semibold uppercase">{surface.slice(0, 2)}</span>
    )}
  </span>
)
