import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorState } from '../ui/error-state.tsx'
import { ApiError } from './api.ts'
import { useTitle } from './page-header.tsx'

/** Any screen that throws: says why and offers to try again; the shell around it goes on working. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  useTitle('Something went wrong')
  const retry = () => {
    reset()
    void router.invalidate()
  }
  const isOldBuild = /dynamically imported module|Importing a module script/i.test(String(error))
  if (isOldBuild) {
    return (
      <ErrorState
        title="Parley has been updated"
        error={new Error('Load the page again to go on.')}
        onRetry={() => location.reload()}
      />
    )
  }
  const told =
    error instanceof ApiError
      ? error
      : new Error('This page stopped working. Nothing that was saved is lost.')
  return <ErrorState title="This page could not be shown" error={told} onRetry={retry} />
}

export function NotFound() {
  useTitle('Not found')
  return (
    <EmptyState
      icon={<Compass />}
      title="There is nothing here"
      action={
        <Button asChild>
          <Link to="/">Back to the start</Link>
        </Button>
      }
    >
      The page may have been moved or deleted, or it belongs to another organisation.
    </EmptyState>
  )
}
