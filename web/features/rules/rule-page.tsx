import { useState } from 'react'
import type { RuleDefinition, RuleWithVersions } from '#features/rules/schema.ts'
import { useMe } from '../../app/me.ts'
import { cx } from '../../ui/cx.ts'
import { TabPanel, Tabs } from '../../ui/tabs.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { BacktestPanel } from './backtest-panel.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { problemsOf, stable } from './edit-rule.ts'
import { EditorContext, type RuleEditor } from './editor-context.ts'
import { PhoneTabs, panelTabs, usePanelTab } from './panel-tabs.tsx'
import { RuleHeader } from './rule-header.tsx'
import { RunLog } from './run-log.tsx'
import { SaveBar } from './save-bar.tsx'
import { SentenceEditor } from './sentence-editor.tsx'
import { useBacktest } from './use-backtest.ts'
import { useDraft } from './use-draft.ts'
import { useNames } from './use-names.ts'
import { useSaveRule } from './use-save-rule.ts'
import { VersionList } from './version-list.tsx'

export interface RulePageProps {
  id: string
  /** Undefined: it is not saved yet. */
  rule: RuleWithVersions | undefined
}

export function RulePage({ id, rule }: RulePageProps) {
  const names = useNames()
  const { can } = useMe()
  const canWrite = can('rules:write')
  const drafting = useDraft(id, rule)
  const backtest = useBacktest(drafting.draft?.definition, drafting.markTested)
  const { tab, setTab, run } = usePanelTab()
  const [openPath, setOpenPath] = useState<string>()
  const [attempted, setAttempted] = useState(false)
  const toasts = useToasts()
  const saving = useSaveRule(id, rule, drafting)
  const { draft } = drafting
  if (!draft) return null
  const definition = draft.definition
  const problems = problemsOf(definition)

  const editor: RuleEditor = {
    rule: definition,
    names,
    canWrite,
    openPath,
    open: setOpenPath,
    change: drafting.change,
    changeAndOpen({ rule: next, path }) {
      drafting.change(next)
      setOpenPath(path)
    },
    remove(next, what) {
      setOpenPath(undefined)
      drafting.change(next)
      toasts.show({ title: what, undo: () => drafting.change(definition) })
    },
    problems,
    attempted,
  }
  const isReady = () => {
    setAttempted(problems.size > 0)
    const [first] = problems.keys()
    if (first !== undefined) {
      setTab('rule')
      setOpenPath(first)
    }
    return problems.size === 0
  }
  const testNow = () => {
    if (!isReady()) return
    setTab('test')
    backtest.run()
  }
  const restore = (older: RuleDefinition) => {
    drafting.change(older)
    setTab('rule')
    toasts.show({
      title: 'The older wording is back',
      detail: 'Save it to make it the newest version.',
      undo: drafting.discard,
    })
  }

  return (
    <EditorContext value={editor}>
      <div className="flex h-full flex-col">
        <RuleHeader rule={rule} name={definition.name} canWrite={canWrite} />
        <div className="flex min-h-0 flex-1 max-lg:flex-col">
          <PhoneTabs tab={tab} isSaved={rule !== undefined} onChange={setTab} />
          <section
            aria-label="The rule"
            className={cx('relative flex min-h-0 min-w-0 flex-1 flex-col', tab !== 'rule' && 'max-lg:hidden')}
          >
            <div className="scroll-quiet min-h-0 flex-1">
              <div className="mx-auto max-w-180 p-4 md:p-8">
                {drafting.isOutdated && rule ? (
                  <ConflictNotice
                    rule={rule}
                    mine={definition}
                    names={names.names}
                    onTakeTheirs={drafting.discard}
                    onKeepMine={() => drafting.rebase(rule.version)}
                  />
                ) : null}
                <SentenceEditor />
              </div>
            </div>
            {canWrite && drafting.isDirty ? (
              <SaveBar
                isNew={!rule}
                isOn={rule?.enabled ?? false}
                isBusy={saving.isSaving}
                isBlocked={drafting.isOutdated}
                suggestTest={
                  !drafting.isTested && (!rule || stable(definition.when) !== stable(rule.definition.when))
                }
                onTest={testNow}
                onSave={(enabled) => isReady() && saving.save(definition, enabled)}
                isReady={isReady}
                onDiscard={() => {
                  drafting.discard()
                  toasts.show({ title: 'Changes discarded', undo: () => drafting.change(definition) })
                }}
              />
            ) : null}
          </section>
          <aside
            aria-label="About this rule"
            className={cx(
              'flex min-h-0 flex-col border-line lg:w-105 lg:border-l',
              tab === 'rule' ? 'max-lg:hidden' : 'max-lg:flex-1',
            )}
          >
            <Tabs
              label="About this rule"
              value={tab === 'rule' ? 'test' : tab}
              tabs={panelTabs(rule !== undefined)}
              onValueChange={setTab}
              className="min-h-0 flex-1 max-lg:[&>[role=tablist]]:hidden"
            >
              <TabPanel value="test" className="scroll-quiet">
                <BacktestPanel
                  backtest={backtest}
                  blocked={problems.size > 0 ? 'Complete the marked parts first.' : undefined}
                  isOld={backtest.result !== undefined && !backtest.isRunning && !drafting.isTested}
                />
              </TabPanel>
              <TabPanel value="runs" className="scroll-quiet">
                {rule ? <RunLog ruleId={rule.id} wanted={run} /> : null}
              </TabPanel>
              <TabPanel value="versions" className="scroll-quiet">
                {rule ? (
                  <VersionList rule={rule} names={names.names} onRestore={canWrite ? restore : undefined} />
                ) : null}
              </TabPanel>
            </Tabs>
          </aside>
        </div>
      </div>
    </EditorContext>
  )
}
