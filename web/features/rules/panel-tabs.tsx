import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Segmented } from '../../ui/segmented.tsx'

/** `rule` is a page of its own on phones only; beside it stand the others. */
export type PanelTab = 'rule' | 'test' | 'runs' | 'versions'

const names: Record<PanelTab, string> = {
  rule: 'Rule',
  test: 'Test on past messages',
  runs: 'Run log',
  versions: 'Versions',
}
const isTab = (name: string | undefined): name is PanelTab => name !== undefined && Object.hasOwn(names, name)

export function usePanelTab() {
  const { tab: wanted, run } = useSearch({ strict: false })
  const [chosen, choose] = useState<{ tab: PanelTab; run: string | undefined }>()
  const first = isTab(wanted) ? wanted : run ? 'runs' : 'rule'
  // Another run's link leads to the log again.
  const tab = chosen && chosen.run === run ? chosen.tab : first
  const setTab = (next: PanelTab) => choose({ tab: next, run })
  return { tab, setTab, run }
}

const ofSaved = ['test', 'runs', 'versions'] as const
const ofNew = ['test'] as const

export const panelTabs = (isSaved: boolean) =>
  (isSaved ? ofSaved : ofNew).map((value) => ({ value, label: names[value] }))

export function PhoneTabs({
  tab,
  isSaved,
  onChange,
}: {
  tab: PanelTab
  isSaved: boolean
  onChange: (tab: PanelTab) => void
}) {
  const short = { ...names, test: 'Test', runs: 'Log' }
  const shown: PanelTab[] = ['rule', ...(isSaved ? ofSaved : ofNew)]
  return (
    <div className="border-b border-line p-2 lg:hidden">
      <Segmented
        label="Page"
        value={tab}
        segments={shown.map((value) => ({ value, label: short[value] }))}
        onValueChange={onChange}
        className="w-full"
      />
    </div>
  )
}
