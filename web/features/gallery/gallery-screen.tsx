import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Controls } from './controls.tsx'
import { Floating } from './floating.tsx'
import { Lists } from './lists.tsx'
import { States } from './states.tsx'
import { Swatches } from './swatches.tsx'

const views = [
  { value: 'controls', label: 'Controls' },
  { value: 'floating', label: 'Floating' },
  { value: 'lists', label: 'Lists' },
  { value: 'states', label: 'States' },
  { value: 'colours', label: 'Colours' },
] as const
type View = (typeof views)[number]['value']

const screens: Record<View, () => ReactNode> = {
  controls: Controls,
  floating: Floating,
  lists: Lists,
  states: States,
  colours: Swatches,
}

/** Every part in its states, for looking at: development builds only. */
export function GalleryScreen() {
  const [view, setView] = useState<View>(
    () => views.find(({ value }) => location.hash === `#${value}`)?.value ?? 'controls',
  )
  const Screen = screens[view]
  return (
    <>
      <PageHeader
        title="Gallery"
        meta="every part"
        views={<Segmented label="Part" value={view} segments={views} onValueChange={setView} />}
        action={
          <Button look="primary" icon={<Plus className="size-4" />}>
            New part
          </Button>
        }
      />
      <div className="scroll-quiet min-h-0 flex-1">
        <Screen />
      </div>
    </>
  )
}
