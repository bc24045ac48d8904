import type { ReactNode } from 'react'

export const Section = ({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) => (
  <section className="px-4 py-3">
    <header className="mb-2 flex min-h-6 items-center justify-between">
      <h3 className="text-meta font-medium text-muted">{title}</h3>
      {action}
    </header>
    {children}
  </section>
)

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-8 items-baseline gap-3 text-list">
    <dt className="w-24 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 flex-1 break-words">{children}</dd>
  </div>
)
