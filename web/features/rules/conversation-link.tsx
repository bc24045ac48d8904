import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export function ConversationLink({ id, children }: { id: string; children: ReactNode }) {
  const { history } = useRouter()
  const href = `/inbox/${id}`
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        history.push(href)
      }}
      className="rounded-sm font-medium text-accent-ink hover:underline"
    >
      {children}
    </a>
  )
}
