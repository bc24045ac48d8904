import { useMutation } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { channelsApi, type Connector } from './channels-api.ts'

/** One press leads to the platform's own page, where the reader says which accounts Parley may use. */
export function ConnectConsent({ connector, again }: { connector: Connector; again: boolean }) {
  const begin = useMutation({
    mutationFn: () => unwrap(channelsApi.oauth.$post({ json: { connector: connector.id } })),
    meta: { failed: `${connector.name} cannot be reached from here` },
    onSuccess: ({ url }) => location.assign(url),
  })
  if (!connector.oauth) return null
  if (!connector.oauth.ready) {
    return (
      <p className="rounded bg-ground px-3 py-2.5 text-list text-muted">
        &ldquo;Connect with {connector.name}&rdquo; appears here once{' '}
        {connector.oauth.needs.map((key, index) => (
          <span key={key}>
            {index > 0 ? ' and ' : ''}
            <code className="font-mono text-meta text-ink">{key}</code>
          </span>
        ))}{' '}
        {connector.oauth.needs.length > 1 ? 'are' : 'is'} set in the environment of Parley.
      </p>
    )
  }
  return (
    <div className="flex flex-col gap-2">
      <Button
        look="primary"
        size="lg"
        icon={<ExternalLink aria-hidden className="size-4" />}
        busy={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {again ? `Connect with ${connector.name} again` : `Connect with ${connector.name}`}
      </Button>
      <p className="text-meta text-muted">
        You say there which accounts Parley may use, and come back by yourself. No password passes through us.
      </p>
    </div>
  )
}
