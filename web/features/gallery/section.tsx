import type { ReactNode } from 'react'

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="border-b border-line px-4 py-5 last:border-0">
    <h2 className="mb-3 text-meta font-medium text-faint">{title}</h2>
    <div className="flex flex-wrap items-center gap-3">{children}</div>
  </section>
)
