import type { ReactNode } from 'react'
import { useTitle } from '../../app/page-header.tsx'

export interface SignInLayoutProps {
  title: string
  intro?: ReactNode
  /** What went wrong with the whole, above the fields. */
  problem?: string | undefined
  children: ReactNode
}

export function SignInLayout({ title, intro, problem, children }: SignInLayoutProps) {
  useTitle(title)
  return (
    <main className="flex h-full flex-col items-center overflow-auto bg-ground px-4 py-8">
      <div className="my-auto w-full max-w-92">
        <div className="mb-6 flex items-center justify-center gap-2 text-head font-semibold">
          <img src="/favicon.svg" alt="" className="size-7" />
          Parley
        </div>
        <section className="rounded-lg border border-line bg-surface p-6">
          <h1 className="text-title font-semibold">{title}</h1>
          {intro ? <p className="mt-1 text-list text-muted">{intro}</p> : null}
          {problem ? (
            <p role="alert" className="mt-4 rounded bg-bad-soft px-3 py-2 text-list text-bad">
              {problem}
            </p>
          ) : null}
          <div className="mt-5 flex flex-col gap-4">{children}</div>
        </section>
      </div>
    </main>
  )
}
