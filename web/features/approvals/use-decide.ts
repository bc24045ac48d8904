import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { unwrap } from '../../app/api.ts'
import { useToasts } from '../../ui/toast.tsx'
import {
  approvalQuery,
  approvalsApi,
  approvalsQuery,
  type Approval,
  type ApprovalPages,
} from './approvals-api.ts'

export type Verdict = 'approve' | 'request_changes' | 'reject'

const said: Record<Verdict, string> = {
  approve: 'Approved',
  request_changes: 'Changes requested',
  reject: 'Rejected',
}

/** Decides about exactly what is on show, opens the next request, and puts all back when it is refused. */
export function useDecide(approval: Approval) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const leave = useLeave(approval.id)
  return useMutation({
    mutationFn: ({ decision, reason }: { decision: Verdict; reason?: string | undefined }) =>
      unwrap(
        approvalsApi[':id'].decisions.$post({
          param: { id: approval.id },
          json: { decision, hash: approval.hash, ...(reason ? { reason } : {}) },
        }),
      ),
    meta: { failed: `“${approval.title}” is not decided` },
    onMutate: () => leave(),
    onSuccess: (after, { decision }) => {
      queries.setQueryData(approvalQuery(approval.id).queryKey, after)
      const others = after.state === 'pending'
      toasts.show({
        title: `${said[decision]}: ${approval.title}`,
        ...(others ? { detail: 'Others decide now.' } : {}),
        tone: 'good',
      })
    },
    onError: (_error, _input, putBack) => putBack?.(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  })
}

export function useDelegate(approval: Approval) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const leave = useLeave(approval.id)
  return useMutation({
    mutationFn: ({ toMemberId, reason }: { toMemberId: string; name: string; reason?: string }) =>
      unwrap(
        approvalsApi[':id'].delegate.$post({
          param: { id: approval.id },
          json: { toMemberId, ...(reason ? { reason } : {}) },
        }),
      ),
    meta: { failed: `“${approval.title}” still waits for you` },
    onMutate: () => leave(),
    onSuccess: (_after, { name }) => toasts.show({ title: `${name} is asked in your place`, tone: 'good' }),
    onError: (_error, _input, putBack) => putBack?.(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  })
}

/** Takes a request off my queue and opens the one after it. Answers how to put it back. */
function useLeave(id: string) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { tab = 'mine' } = useSearch({ from: '/shell/approvals' })
  return (): (() => void) => {
    const key = approvalsQuery('mine').queryKey
    const before = queries.getQueryData<ApprovalPages>(key)
    const mine = before?.pages.flatMap((page) => page.data) ?? []
    const at = mine.findIndex((one) => one.id === id)
    const next = at === -1 ? undefined : (mine[at + 1] ?? mine[at - 1])
    queries.setQueryData<ApprovalPages>(
      key,
      (old) =>
        old && {
          ...old,
          pages: old.pages.map((page) => ({ ...page, data: page.data.filter((one) => one.id !== id) })),
        },
    )
    if (tab === 'mine') {
      void (next
        ? navigate({ to: '/approvals/$approvalId', params: { approvalId: next.id }, search: true })
        : navigate({ to: '/approvals', search: true }))
    }
    return () => {
      queries.setQueryData(key, before)
      void navigate({ to: '/approvals/$approvalId', params: { approvalId: id }, search: true })
    }
  }
}
