import { useEffect, type ReactNode } from 'react'
import { NoticesBell } from '../features/notices/notices-bell.tsx'
import { LiveDot } from './live-dot.tsx'
import { useWide } from './use-wide.ts'

/** Names the page in the browser's tab and to screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === 'Parley' ? title : `${title} · Parley`
    const announcer = document.getElementById('announcer')
    if (announcer) announcer.textContent = title
  }, [title])
}

export interface PageHeaderProps {
  title: string
  /** A short count or state beside the title. */
  meta?: ReactNode
  /** View switches: a `Segmented`. */
  views?: ReactNode
  /** The one primary act; lesser ones before it as icon buttons. */
  action?: ReactNode
}

export function PageHeader({ title, meta, views, action }: PageHeaderProps) {
  useTitle(title)
  const isWide = useWide('48rem')
  return (
    <header className="flex min-h-(--header) shrink-0 flex-wrap items-center gap-x-3 border-b border-line px-4 max-md:py-1.5 md:flex-nowrap">
      <h1 className="min-w-0 truncate text-head font-semibold">{title}</h1>
      {meta ? <span className="text-list text-muted">{meta}</span> : null}
      <span className="flex-1" />
      {isWide ? null : (
        <span className="flex items-center gap-1">
          <LiveDot />
          <NoticesBell />
        </span>
      )}
      {views ? (
        <span className="scroll-quiet max-md:order-last max-md:mt-1.5 max-md:w-full">{views}</span>
      ) : null}
      {action ? <span className="flex items-center gap-2">{action}</span> : null}
    </header>
  )
}
