import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Invitations } from './invitations.tsx'
import { MemberRow } from './member-row.tsx'
import { membersQuery } from './settings-api.ts'

export function Team() {
  const { can } = useMe()
  const query = useQuery(membersQuery)
  const queries = useQueryClient()
  useLiveEvents(['member.*'], () => {
    void queries.invalidateQueries({ queryKey: membersQuery.queryKey })
    void queries.invalidateQueries({ queryKey: ['orgs', 'invitations'] })
  })
  return (
    <>
      {can('members:write') ? <Invitations /> : null}
      <Card
        title="Team"
        hint={can('members:write') ? undefined : 'Only an admin can invite people and change roles.'}
      >
        <QueryView query={query} loading={<Skeleton className="h-40 animate-late" />}>
          {(members) => (
            <ul className="-my-2 divide-y divide-line">
              {members.map((member) => (
                <MemberRow key={member.id} member={member} />
              ))}
            </ul>
          )}
        </QueryView>
      </Card>
    </>
  )
}
