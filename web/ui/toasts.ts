export interface Toast {
  id: number
  title: string
  /** Why, and what to do now. */
  detail?: string
  tone?: 'plain' | 'good' | 'bad'
  /** The compensating act. */
  undo?: () => void
  action?: { label: string; run: () => void }
}

const most = 3

export type Toasts = ReturnType<typeof createToasts>

/** The messages on show, newest last. One store an app, handed down by `ToastProvider`. */
export function createToasts() {
  let shown: readonly Toast[] = []
  let nextId = 1
  const listeners = new Set<() => void>()
  const set = (next: readonly Toast[]) => {
    shown = next
    for (const listener of listeners) listener()
  }
  return {
    show(toast: Omit<Toast, 'id'>): number {
      const id = nextId++
      set([...shown, { ...toast, id }].slice(-most))
      return id
    },
    dismiss: (id: number) => set(shown.filter((toast) => toast.id !== id)),
    /** Takes back the newest act that can be; the shortcut `z`. */
    undoLast() {
      const last = shown.findLast((toast) => toast.undo)
      if (!last) return
      set(shown.filter((toast) => toast !== last))
      last.undo?.()
    },
    list: () => shown,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
