import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { OctagonPause, Play, Plus, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { usePaletteActions } from '../../app/palette.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { KillSwitch, useRulesSwitch } from './kill-switch.tsx'
import { RuleList } from './rule-list.tsx'
import { ruleListQuery } from './rules-api.ts'
import { RunLog } from './run-log.tsx'
import { TemplateCards } from './template-cards.tsx'
import { useRulesLive } from './use-rules-live.ts'

const views = [
  { value: 'rules', label: 'Rules' },
  { value: 'log', label: 'Run log' },
] as const

export function RulesScreen() {
  const { can } = useMe()
  const canWrite = can('rules:write')
  const { view } = useSearch({ from: '/shell/rules' })
  const navigate = useNavigate()
  const rules = useQuery(ruleListQuery)
  const killSwitch = useRulesSwitch()
  useRulesLive()
  useRulePalette(killSwitch, canWrite)
  const running = rules.data?.filter((rule) => rule.enabled).length
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Rules"
        meta={rules.data?.length ? `${running} of ${rules.data.length} on` : undefined}
        views={
          <Segmented
            label="View"
            value={view ?? 'rules'}
            segments={views}
            onValueChange={(next) =>
              void navigate({ to: '/rules', search: next === 'log' ? { view: 'log' } : {} })
            }
          />
        }
        action={
          canWrite ? (
            <Button look="primary" icon={<Plus className="size-4" />} asChild>
              <Link to="/rules/new">New rule</Link>
            </Button>
          ) : null
        }
      />
      <KillSwitch rules={killSwitch} />
      <div className="scroll-quiet min-h-0 flex-1">
        {view === 'log' ? (
          <div className="mx-auto max-w-190">
            <RunLog />
          </div>
        ) : rules.isPending ? (
          <SkeletonRows rows={6} label="Loading the rules" />
        ) : rules.isError ? (
          <ErrorState
            title="The rules could not be loaded"
            error={rules.error}
            onRetry={() => void rules.refetch()}
          />
        ) : rules.data.length === 0 ? (
          <NoRules canWrite={canWrite} />
        ) : (
          <RuleList rules={rules.data} canWrite={canWrite} allStopped={killSwitch.state?.stopped ?? false} />
        )}
      </div>
    </div>
  )
}

const NoRules = ({ canWrite }: { canWrite: boolean }) => (
  <div className="mx-auto max-w-220 p-4 md:pt-12">
    <EmptyState icon={<Workflow />} title="Let rules answer what comes every day">
      {canWrite
        ? 'A rule looks at each new message and replies, labels or assigns. Start from one of these.'
        : 'There are no rules yet. Somebody who manages the inbox can make the first.'}
    </EmptyState>
    {canWrite ? <TemplateCards most={3} /> : null}
  </div>
)

function useRulePalette({ state, setStopped }: ReturnType<typeof useRulesSwitch>, canWrite: boolean) {
  const navigate = useNavigate()
  const stopped = state?.stopped
  const rules = useQuery(ruleListQuery).data
  usePaletteActions(
    useMemo(
      () => [
        ...(canWrite
          ? [
              {
                id: 'rules.new',
                label: 'New rule',
                group: 'Rules',
                icon: <Plus />,
                run: () => void navigate({ to: '/rules/new' }),
              },
              {
                id: 'rules.stop',
                label: stopped ? 'Let rules run again' : 'Stop all rules',
                group: 'Rules',
                icon: stopped ? <Play /> : <OctagonPause />,
                run: () => setStopped(!stopped),
              },
            ]
          : []),
        ...(rules ?? []).map((rule) => ({
          id: `rules.open.${rule.id}`,
          label: rule.definition.name,
          group: 'Rules',
          icon: <Workflow />,
          run: () => void navigate({ to: '/rules/$ruleId', params: { ruleId: rule.id } }),
        })),
      ],
      // The switch is made anew by each drawing; what it does hangs on `stopped` alone.
      // oxlint-disable-next-line react/exhaustive-deps
      [canWrite, stopped, rules, navigate],
    ),
  )
}
