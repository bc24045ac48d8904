import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../app/api.ts'
import { useToasts } from '../../ui/toast.tsx'
import { approvalsApi, policiesQuery, type Policy } from './approvals-api.ts'

const key = policiesQuery.queryKey

/** Each act shows at once and goes back, with the reason, when it is refused. */
export function usePolicyActs() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const show = async (change: (policies: Policy[]) => Policy[]) => {
    await queries.cancelQueries({ queryKey: key })
    const before = queries.getQueryData(key)
    queries.setQueryData(key, (old) => old && change(old))
    return before
  }
  const refresh = () => queries.invalidateQueries({ queryKey: key })
  const putBack = (before: Policy[] | undefined) => {
    if (before) queries.setQueryData(key, before)
  }

  const order = useMutation({
    mutationFn: (ids: string[]): Promise<Policy[]> =>
      unwrap(approvalsApi.policies.order.$put({ json: { ids } })),
    meta: { failed: 'The order stays as it was' },
    onMutate: (ids) =>
      show((policies) => ids.flatMap((id) => policies.find((policy) => policy.id === id) ?? [])),
    onError: (_error, _input, before) => putBack(before),
    onSettled: refresh,
  })
  const toggle = useMutation({
    mutationFn: ({ policy, enabled }: { policy: Policy; enabled: boolean }) => {
      const { id, version, name, definition } = policy
      return unwrap(approvalsApi.policies.$post({ json: { id, version, name, enabled, definition } }))
    },
    meta: { failed: 'The policy was not switched' },
    onMutate: ({ policy, enabled }) =>
      show((policies) => policies.map((one) => (one.id === policy.id ? { ...one, enabled } : one))),
    onError: (_error, _input, before) => putBack(before),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: (policy: Policy) =>
      unwrap(approvalsApi.policies[':id'].$delete({ param: { id: policy.id } })),
    meta: { failed: 'The policy is still there' },
    onMutate: (policy) => show((policies) => policies.filter(({ id }) => id !== policy.id)),
    onSuccess: (_nothing, policy) =>
      toasts.show({ title: `“${policy.name}” is deleted`, detail: 'What is under way keeps it.' }),
    onError: (_error, _input, before) => putBack(before),
    onSettled: refresh,
  })
  const move = (policies: readonly Policy[], from: number, to: number) => {
    const ids = policies.map(({ id }) => id)
    const [id] = ids.splice(from, 1)
    if (id === undefined || from === to || to < 0) return
    const before = policies.map((policy) => policy.id)
    order.mutate(ids.toSpliced(to, 0, id))
    toasts.show({
      title: `Now number ${to + 1} of ${policies.length}`,
      undo: () => order.mutate(before),
    })
  }
  return { move, toggle, remove }
}
