import { Link, useSearch } from '@tanstack/react-router'
import { Unplug } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'

/** Where a consent page ends that could not be finished. */
export function ConnectFailed() {
  const { message } = useSearch({ from: '/shell/settings/connect-failed' })
  return (
    <Card>
      <EmptyState
        icon={<Unplug />}
        title="Nothing was connected"
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button asChild look="primary">
              <Link to="/settings/chats">Chats</Link>
            </Button>
            <Button asChild>
              <Link to="/channels/connect">Channels</Link>
            </Button>
          </span>
        }
      >
        {message ?? 'The platform gave no access. Start again.'}
      </EmptyState>
    </Card>
  )
}
