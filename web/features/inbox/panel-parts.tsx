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
  <div className="flex items-start gap-3 text-list">
    <dt className="w-24 shrink-0 py-1 text-muted">{name}</dt>
    <dd className="flex min-h-7 min-w-0 flex-1 flex-col justify-center break-words">{children}</dd>
  </div>
)
