import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft, Plus } from 'lucide-react'
import { z } from 'zod'
import type { RuleDefinition, RuleView } from '#features/rules/schema.ts'
import { ApiError } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { RulePage } from './rule-page.tsx'
import { ruleQuery } from './rules-api.ts'
import { TemplateCards } from './template-cards.tsx'
import { blankRule } from './templates.ts'
import { useDraft, useStartDraft } from './use-draft.ts'
import { useRulesLive } from './use-rules-live.ts'

// zod would else try whether it may compile code, which the Content-Security-Policy refuses and reports.
z.config({ jitless: true })

export function RuleScreen() {
  const { ruleId } = useParams({ from: '/shell/rules/$ruleId' })
  const rule = useQuery(ruleQuery(ruleId))
  useRulesLive()
  if (rule.isPending)
    return (
      <div className="flex h-full flex-col">
        <PageHeader title="Rule" />
        <SkeletonRows rows={5} label="Loading the rule" />
      </div>
    )
  if (rule.isError)
    return (
      <div className="flex h-full flex-col">
        <PageHeader title="Rule" action={<BackToRules />} />
        {rule.error instanceof ApiError && ['not_found', 'invalid'].includes(rule.error.code) ? (
          <EmptyState
            title="This rule is gone"
            action={
              <Button asChild>
                <Link to="/rules">See all rules</Link>
              </Button>
            }
          >
            It was deleted, or belongs to another organisation.
          </EmptyState>
        ) : (
          <ErrorState
            title="The rule could not be loaded"
            error={rule.error}
            onRetry={() => void rule.refetch()}
          />
        )}
      </div>
    )
  return <RulePage key={ruleId} id={ruleId} rule={rule.data} />
}

export function NewRuleScreen() {
  const { can } = useMe()
  const { draft } = useDraft('new', noRule)
  const start = useStartDraft()
  if (!can('rules:write'))
    return (
      <div className="flex h-full flex-col">
        <PageHeader title="New rule" action={<BackToRules />} />
        <EmptyState title="Your role can read rules, not write them">
          Ask somebody who manages the inbox to make this rule.
        </EmptyState>
      </div>
    )
  if (draft) return <RulePage key="new" id="new" rule={undefined} />
  return <ChooseStart onStart={start} />
}

const noRule: RuleView | undefined = undefined

function ChooseStart({ onStart }: { onStart: (definition: RuleDefinition) => void }) {
  const navigate = useNavigate()
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="New rule" action={<BackToRules />} />
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto flex max-w-220 flex-col gap-4 p-4 md:py-8">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-list text-muted">
              Start from a template and change what you like. Nothing runs before you switch it on.
            </p>
            <Button
              icon={<Plus className="size-4" />}
              onClick={() => {
                onStart(blankRule)
                void navigate({ to: '/rules/new' })
              }}
            >
              Start empty
            </Button>
          </div>
          <TemplateCards />
        </div>
      </div>
    </div>
  )
}

export const BackToRules = () => (
  <Button look="quiet" icon={<ArrowLeft className="size-4" />} asChild>
    <Link to="/rules">All rules</Link>
  </Button>
)
