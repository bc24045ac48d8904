import { RotateCw, TriangleAlert } from 'lucide-react'
import { Button } from './button.tsx'

export interface ErrorStateProps {
  title?: string
  error: unknown
  onRetry?: (() => void) | undefined
}

export function ErrorState({ title = 'This could not be loaded', error, onRetry }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className="flex h-full min-h-60 flex-col items-center justify-center gap-1 p-8 text-center"
    >
      <TriangleAlert aria-hidden className="mb-2 size-6 stroke-[1.5] text-bad" />
      <h2 className="text-read font-semibold">{title}</h2>
      <p className="max-w-96 text-list text-balance text-muted">{causeOf(error)}</p>
      {onRetry ? (
        <Button className="mt-4" icon={<RotateCw className="size-4" />} onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  )
}

/** The message of what went wrong, in words for the reader. */
export function causeOf(error: unknown): string {
  if (error instanceof Error && error.message) return error.message
  return 'Something went wrong on our side. Try again in a moment.'
}
