import { useMutation, useQueryClient } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Select } from '../../ui/select.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { membersQuery, orgsApi, roleNames, type Member, type Role } from './settings-api.ts'

const allRoles: Role[] = ['owner', 'admin', 'manager', 'agent', 'viewer']

/** Only an owner makes owners; the server refuses the rest with its reason. */
export const roleOptions = (mine: string | null) =>
  allRoles
    .filter((role) => role !== 'owner' || mine === 'owner')
    .map((role) => ({ value: role, label: roleNames[role] }))

export function MemberRow({ member }: { member: Member }) {
  const { can, user, role: mine } = useMe()
  const acts = useMemberActs(member)
  const [asking, setAsking] = useState(false)
  const isMe = member.email === user.email
  const mayChange = can('members:write') && !isMe && (member.role !== 'owner' || mine === 'owner')
  return (
    <li className="flex items-center gap-3 py-2.5">
      <Avatar name={member.name} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-list font-medium">
          {member.name} {isMe ? <span className="font-normal text-muted">(you)</span> : null}
        </p>
        <p className="truncate text-meta text-muted">{member.email}</p>
      </div>
      <span className="text-meta text-muted max-md:hidden">
        joined <Time at={member.joinedAt} />
      </span>
      {mayChange ? (
        <>
          <span className="w-28">
            <Select
              aria-label={`Role of ${member.name}`}
              value={member.role}
              options={roleOptions(mine)}
              onValueChange={(role) => acts.setRole.mutate(role)}
            />
          </span>
          <IconButton
            label={`Deactivate ${member.name}`}
            icon={<UserMinus />}
            onClick={() => setAsking(true)}
          />
          <Confirm
            open={asking}
            onOpenChange={setAsking}
            title={`Deactivate ${member.name}?`}
            act="Deactivate"
            danger
            onConfirm={() => acts.remove.mutate()}
          >
            They are signed out at once, and their conversations become unassigned. What they wrote stays. To
            have them back, invite them again.
          </Confirm>
        </>
      ) : (
        <Badge>{roleNames[member.role]}</Badge>
      )}
    </li>
  )
}

function useMemberActs(member: Member) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const key = membersQuery.queryKey
  const set = (change: (members: Member[]) => Member[]) =>
    queries.setQueryData(key, (old) => (old ? change(old) : old))
  const putBack = () => void queries.invalidateQueries({ queryKey: key })
  const showRole = (role: Role) =>
    set((members) => members.map((one) => (one.id === member.id ? { ...one, role } : one)))
  const send = (role: Role) =>
    unwrap(orgsApi.members[':id'].$patch({ param: { id: member.id }, json: { role } }))

  const restoreRole = useMutation({
    mutationFn: send,
    meta: { failed: 'The role could not be put back' },
    onMutate: showRole,
    onSettled: putBack,
  })
  const setRole = useMutation({
    mutationFn: send,
    meta: { failed: `The role of ${member.name} did not change` },
    // What stands here after the act is the new role, so the old one is kept from before it.
    onMutate: (role) => {
      showRole(role)
      return member.role
    },
    onSuccess: (_done, role, before) =>
      toasts.show({
        title: `${member.name} is now ${roleNames[role].toLowerCase()}`,
        undo: () => restoreRole.mutate(before),
      }),
    onSettled: putBack,
  })
  const remove = useMutation({
    mutationFn: () => unwrap(orgsApi.members[':id'].$delete({ param: { id: member.id } })),
    meta: { failed: `${member.name} could not be deactivated` },
    onMutate: () => set((members) => members.filter((one) => one.id !== member.id)),
    onSuccess: () => toasts.show({ title: `${member.name} is deactivated` }),
    onSettled: putBack,
  })
  return { setRole, remove }
}
