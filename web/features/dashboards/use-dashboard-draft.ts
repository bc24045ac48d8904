import { useState } from 'react'
import type { DashboardView, Widget } from './dashboards-api.ts'

interface Draft {
  name: string
  shared: boolean
  widgets: readonly Widget[]
}

interface Editing {
  now: Draft
  past: readonly Draft[]
  /** The version that was changed. */
  base: number
}

/** The dashboard as it is saved, or as the reader is changing it; each step can be taken back. */
export function useDashboardDraft(saved: DashboardView) {
  const [editing, setEditing] = useState<Editing>()
  const { name, shared, widgets } = saved
  const shown: Draft = editing?.now ?? { name, shared, widgets }
  const change = (parts: Partial<Draft>) =>
    setEditing((old) => {
      const from = old ?? { now: { name, shared, widgets }, past: [], base: saved.version }
      return { ...from, now: { ...from.now, ...parts }, past: [...from.past, from.now] }
    })
  return {
    shown,
    isEditing: editing !== undefined,
    isChanged: editing !== undefined && editing.past.length > 0,
    base: editing?.base ?? saved.version,
    /** Somebody saved another version since the reader began. */
    isOutdated: editing !== undefined && saved.version !== editing.base,
    begin: () => setEditing({ now: shown, past: [], base: saved.version }),
    discard: () => setEditing(undefined),
    rename: (next: string) => change({ name: next }),
    share: (next: boolean) => change({ shared: next }),
    add: (widget: Widget) => change({ widgets: [...shown.widgets, widget] }),
    replace: (widget: Widget) =>
      change({ widgets: shown.widgets.map((one) => (one.id === widget.id ? widget : one)) }),
    remove: (id: string) => change({ widgets: shown.widgets.filter((one) => one.id !== id) }),
    move: (id: string, to: number) => change({ widgets: moved(shown.widgets, id, to) }),
    undo: () =>
      setEditing((old) => {
        const before = old?.past.at(-1)
        return old && before ? { ...old, now: before, past: old.past.slice(0, -1) } : old
      }),
    /** Mine, on top of what is saved now. */
    rebase: () => setEditing((old) => old && { ...old, base: saved.version }),
  }
}

export type DashboardDraft = ReturnType<typeof useDashboardDraft>

/** Before what stands at `to` now; beyond an end is the end. */
export function moved(widgets: readonly Widget[], id: string, to: number): readonly Widget[] {
  const one = widgets.find((widget) => widget.id === id)
  if (!one) return widgets
  const rest = widgets.filter((widget) => widget.id !== id)
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, one)
}
