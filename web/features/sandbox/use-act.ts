import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../app/api.ts'
import { sandboxApi, type Act, type Person, type Phone } from './sandbox-api.ts'

type WithoutBase<A> = A extends Act ? Omit<A, 'channelId' | 'person'> : never
export type Doing = WithoutBase<Act>

/** Does something as the customer; the transcript is fetched again when the platform has told us. */
export function useAct(phone: Phone, person: Person) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (doing: Doing) =>
      unwrap(sandboxApi.act.$post({ json: { ...doing, channelId: phone.channelId, person } })),
    meta: { failed: `${phone.connectorName} did not take it` },
    onSettled: () => queries.invalidateQueries({ queryKey: ['sandbox', 'transcript', phone.channelId] }),
  })
}
