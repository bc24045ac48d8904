import { Inbox } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { OfflineBar } from '../../ui/offline-bar.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'

export const States = () => (
  <>
    <OfflineBar onRetry={() => undefined} />
    <div className="grid border-b border-line md:grid-cols-3 md:divide-x md:divide-line">
      <EmptyState
        icon={<Inbox />}
        title="No conversations yet"
        action={<Button look="primary">Connect a channel</Button>}
      >
        Messages from all your channels come together here.
      </EmptyState>
      <ErrorState
        error={new Error('Parley cannot be reached. Check your connection and try again.')}
        onRetry={() => undefined}
      />
      <SkeletonRows rows={6} />
    </div>
  </>
)
