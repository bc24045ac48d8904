import { useMutation, useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { channelsQuery } from '../channels/channels-api.ts'
import { approvalsApi } from './approvals-api.ts'
import { ChosenChips } from './chosen-chips.tsx'

/** Who would be asked about such a post of mine; nothing is written. */
export function PolicyTest() {
  const { data: channels } = useQuery(channelsQuery)
  const [channelIds, setChannelIds] = useState<string[]>([])
  const [label, setLabel] = useState('')
  const test = useMutation({
    mutationFn: () =>
      unwrap(
        approvalsApi.policies.test.$post({
          json: { type: 'post', channelIds, labels: label.trim() ? [label.trim()] : [] },
        }),
      ),
    meta: { failed: 'This could not be tried' },
  })
  return (
    <Card title="Who would be asked?" hint="Try it with a post of yours that does not exist.">
      <div className="flex flex-col gap-3">
        <ChosenChips
          what="channel"
          choices={(channels ?? [])
            .filter(({ state }) => state !== 'disconnected')
            .map(({ id, name, connectorName }) => ({
              value: id,
              label: `${name} (${connectorName})`,
              group: 'Channels',
            }))}
          chosen={channelIds}
          none="A post without a channel"
          onChange={setChannelIds}
        />
        <div className="flex flex-wrap items-end gap-3">
          <Field label="With the label" className="min-w-40 flex-1">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                maxLength={60}
                autoComplete="off"
                value={label}
                onChange={(event) => setLabel(event.target.value)}
              />
            )}
          </Field>
          <Button
            icon={<UsersRound aria-hidden className="size-4" />}
            busy={test.isPending}
            onClick={() => test.mutate()}
          >
            Who would be asked?
          </Button>
        </div>
        {test.data ? <Result result={test.data} /> : null}
      </div>
    </Card>
  )
}

const Result = ({
  result,
}: {
  result: { policy: string | null; stages: { name: string; people: string[] }[] }
}) => (
  <output className="block rounded bg-ground px-3 py-2.5 text-list">
    {result.policy === null ? (
      'Nobody: no policy fits, so it needs no approval.'
    ) : (
      <>
        <span className="font-medium">{result.policy}</span>
        <ol className="mt-1 list-decimal pl-5">
          {result.stages.map((stage, index) => (
            <li key={index}>
              {stage.name}:{' '}
              {stage.people.length > 0
                ? new Intl.ListFormat('en').format(stage.people)
                : 'nobody. Add people to this stage.'}
            </li>
          ))}
        </ol>
      </>
    )}
  </output>
)
