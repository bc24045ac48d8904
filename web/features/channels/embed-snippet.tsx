import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { embedQuery } from './channels-api.ts'

/** The line that puts the chat on a website, and the secret that proves its visitors. */
export function EmbedSnippet({ channelId }: { channelId: string }) {
  const { can } = useMe()
  const { data, error } = useQuery(embedQuery(channelId))
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h3 className="text-list font-medium">On your website</h3>
        {data ? (
          <CopyField label="The line for your website" value={data.snippet} />
        ) : error ? (
          <p className="text-list text-bad">{causeOf(error)}</p>
        ) : (
          <Skeleton className="h-8 animate-late" />
        )}
        <p className="text-meta text-muted">Put this line before &lt;/body&gt; of your pages.</p>
      </div>
      {can('channels:write') ? <IdentitySecret channelId={channelId} /> : null}
    </div>
  )
}

function IdentitySecret({ channelId }: { channelId: string }) {
  const reveal = useMutation({
    mutationFn: () => call<{ identitySecret: string }>(`/api/v1/webchat/${channelId}/identity-secret`, {}),
    meta: { failed: 'The secret could not be shown' },
  })
  return (
    <div className="flex flex-col items-start gap-1">
      <h3 className="text-list font-medium">Secret for signed-in visitors</h3>
      {reveal.data ? (
        <div className="w-full">
          <CopyField label="Secret for signed-in visitors" value={reveal.data.identitySecret} />
        </div>
      ) : (
        <Button size="sm" busy={reveal.isPending} onClick={() => reveal.mutate()}>
          Show it
        </Button>
      )}
      <p className="text-meta text-muted">
        Keep it on your server. It signs who your visitors are. The audit log keeps who looked at it.
      </p>
    </div>
  )
}
