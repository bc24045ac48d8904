import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

/** The inbox is another feature: its screen is known here by its address only. */
export function InboxLink({
  conversationId,
  className,
  children,
}: {
  conversationId: string
  className?: string
  children: ReactNode
}) {
  const { history } = useRouter()
  const href = `/inbox/${conversationId}`
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    history.push(href)
  }
  return (
    <a href={href} onClick={open} className={className}>
      {children}
    </a>
  )
}
