import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { sandboxApi, type Phone } from './sandbox-api.ts'

type FaultBody = Parameters<typeof sandboxApi.faults.$post>[0]['json']
type Fault = FaultBody['fault']

const faults: { title: string; text: string; fault: Fault }[] = [
  {
    title: 'Be slow',
    text: 'The next answers take five seconds.',
    fault: { kind: 'delay', ms: 5_000 },
  },
  {
    title: 'Lose the answer',
    text: 'It does the work, then the line breaks. Was it sent?',
    fault: { kind: 'drop_answer' },
  },
  {
    title: 'Slow us down',
    text: 'Too many calls: come back in ten seconds.',
    fault: { kind: 'rate_limit', retryAfterSeconds: 10 },
  },
  { title: 'Break', text: 'A server error at the platform.', fault: { kind: 'server_error' } },
  { title: 'Answer nonsense', text: 'A web page in place of data.', fault: { kind: 'html_page' } },
  {
    title: 'Let the access expire',
    text: 'The channel must be connected again.',
    fault: { kind: 'expire_token' },
  },
  {
    title: 'Block the shop',
    text: 'The customer does not want messages any more.',
    fault: { kind: 'block_recipient' },
  },
  {
    title: 'Tell us twice',
    text: 'The next message is delivered two times.',
    fault: { kind: 'repeat_webhook' },
  },
  {
    title: 'Tell us out of order',
    text: 'The next two messages swap places.',
    fault: { kind: 'swap_webhooks' },
  },
  {
    title: 'Hold the echo back',
    text: 'The proof that a reply went out comes late.',
    fault: { kind: 'hold_echo' },
  },
]

/** Makes the platform fail on its next calls, to see what Parley makes of it. */
export function FaultsPanel({ phone }: { phone: Phone }) {
  const [times, setTimes] = useState('1')
  const toasts = useToasts()
  const order = useMutation({
    mutationFn: ({ fault }: { title: string; fault: Fault }) =>
      unwrap(sandboxApi.faults.$post({ json: { channelId: phone.channelId, times: timesOf(times), fault } })),
    meta: { failed: 'That fault cannot be ordered' },
    onSuccess: (_done, { title }) =>
      toasts.show({ title: `Ordered: ${title.toLowerCase()}`, detail: 'Answer the customer to see it.' }),
  })
  return (
    <section aria-label="Faults" className="flex flex-col gap-4 p-4">
      <div>
        <h2 className="text-read font-semibold">Let {phone.connectorName} fail</h2>
        <p className="mt-0.5 text-list text-muted">
          Then answer in the inbox, and see what Parley makes of it.
        </p>
      </div>
      <Field label="How many calls" hint="Between 1 and 100.">
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            inputMode="numeric"
            value={times}
            onChange={(event) => setTimes(event.target.value.replace(/\D/g, '').slice(0, 3))}
            className="w-20"
          />
        )}
      </Field>
      <ul className="-mx-2 flex flex-col">
        {faults.map(({ title, text, fault }) => (
          <li key={title} className="flex items-center gap-3 rounded-md px-2 py-2 hover:bg-hover">
            <div className="min-w-0 flex-1">
              <h3 className="text-list font-medium">{title}</h3>
              <p className="text-meta text-muted">{text}</p>
            </div>
            <Button size="sm" aria-label={`Order: ${title}`} onClick={() => order.mutate({ title, fault })}>
              Order
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const timesOf = (text: string) => Math.min(100, Math.max(1, Number(text) || 1))
