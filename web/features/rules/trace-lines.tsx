import { Check, X } from 'lucide-react'
import type { TraceLine } from '#features/rules/schema.ts'
import { cx } from '../../ui/cx.ts'

/** Each clause as it was judged; a group's own line stands over its parts. */
export function TraceLines({ trace }: { trace: readonly TraceLine[] }) {
  if (trace.length === 0) return <p className="text-meta text-muted">It looks at every message.</p>
  return (
    <ul className="flex flex-col gap-1 text-meta">
      {trace.map((line) => (
        <li key={line.path} className={cx('flex items-start gap-1.5', indent(line.path))}>
          <span className={cx('mt-0.5 shrink-0', line.matched ? 'text-good' : 'text-faint')}>
            {line.matched ? (
              <Check className="size-3.5" aria-label="Yes:" />
            ) : (
              <X className="size-3.5" aria-label="No:" />
            )}
          </span>
          <span className={cx('min-w-0 break-words', line.matched ? 'text-ink' : 'text-muted')}>
            {line.text}
            {line.found ? <span className="text-muted"> · found “{line.found}”</span> : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

const indents = ['', 'pl-4', 'pl-8', 'pl-12', 'pl-16']
const indent = (path: string) => indents[Math.min(path.split('.').length - 1, 4)]
