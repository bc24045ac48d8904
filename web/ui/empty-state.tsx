import type { ReactNode } from 'react'

export interface EmptyStateProps {
  icon?: ReactNode
  title: string
  /** What this place is for. */
  children?: ReactNode
  /** The one button that fills it. */
  action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-60 flex-col items-center justify-center gap-1 p-8 text-center">
      {icon ? <span className="mb-2 text-faint [&_svg]:size-6 [&_svg]:stroke-[1.5]">{icon}</span> : null}
      <h2 className="text-read font-semibold">{title}</h2>
      {children ? <p className="max-w-80 text-list text-balance text-muted">{children}</p> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  )
}
