import {
  createContext,
  lazy,
  Suspense,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import type { PaletteAction } from './palette-rank.ts'
import { useShortcut } from './shortcuts.tsx'

export type { PaletteAction } from './palette-rank.ts'

const PaletteDialog = lazy(() =>
  import('./palette-dialog.tsx').then((module) => ({ default: module.PaletteDialog })),
)

function createPalette() {
  const sources = new Map<symbol, readonly PaletteAction[]>()
  const listeners = new Set<() => void>()
  let all: readonly PaletteAction[] = []
  const refresh = () => {
    all = [...sources.values()].flat()
    for (const listener of listeners) listener()
  }
  return {
    set(source: symbol, actions: readonly PaletteAction[]) {
      sources.set(source, actions)
      refresh()
      return () => {
        sources.delete(source)
        refresh()
      }
    },
    list: () => all,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

interface PaletteContext {
  palette: ReturnType<typeof createPalette>
  open: () => void
}
const Context = createContext<PaletteContext | undefined>(undefined)

function usePalette(): PaletteContext {
  const value = use(Context)
  if (!value) throw new Error('The palette needs a PaletteProvider above it')
  return value
}

export function PaletteProvider({ children }: { children: ReactNode }) {
  const palette = useMemo(() => createPalette(), [])
  const [open, setOpen] = useState(false)
  const context = useMemo(() => ({ palette, open: () => setOpen(true) }), [palette])
  const actions = useSyncExternalStore(palette.subscribe, palette.list)
  useShortcut('palette', () => setOpen((was) => !was))
  return (
    <Context value={context}>
      {children}
      {open ? (
        <Suspense>
          <PaletteDialog actions={actions} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Context>
  )
}

export const useOpenPalette = () => usePalette().open

/** Offers `actions` in the palette while the caller is on screen. Memoise the list. */
export function usePaletteActions(actions: readonly PaletteAction[]): void {
  const { palette } = usePalette()
  const source = useMemo(() => Symbol('palette actions'), [])
  useEffect(() => palette.set(source, actions), [palette, source, actions])
}
