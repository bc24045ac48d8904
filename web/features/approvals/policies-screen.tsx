import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { policiesQuery, type Policy } from './approvals-api.ts'
import { PolicyEditor } from './policy-editor.tsx'
import { PolicyList } from './policy-list.tsx'
import { PolicyTest } from './policy-test.tsx'

/** Who has to approve what. The first policy that fits a post decides. */
export function Policies() {
  const { can } = useMe()
  const queries = useQueryClient()
  const query = useQuery(policiesQuery)
  const [editing, setEditing] = useState<Policy | 'new'>()
  const mayWrite = can('policies:write')
  useLiveEvents(
    ['approval-policy.*'],
    () => void queries.invalidateQueries({ queryKey: policiesQuery.queryKey }),
  )
  const add = mayWrite ? (
    <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setEditing('new')}>
      New policy
    </Button>
  ) : undefined
  return (
    <>
      <Card
        title="Approval policies"
        hint="From the top: the first one that fits a post decides who approves it. None fits: no approval is needed."
        action={query.data?.length ? add : undefined}
      >
        <QueryView query={query} loading={<Skeleton className="h-32 animate-late" />}>
          {(policies) =>
            policies.length === 0 ? (
              <EmptyState icon={<ShieldCheck />} title="Nothing needs approval" action={add}>
                With a policy, a post waits until the right people have approved it, here or in their chat.
              </EmptyState>
            ) : (
              <PolicyList policies={policies} canWrite={mayWrite} onEdit={setEditing} />
            )
          }
        </QueryView>
      </Card>
      {can('posts:write') ? <PolicyTest /> : null}
      {editing ? (
        <PolicyEditor
          policy={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
    </>
  )
}
