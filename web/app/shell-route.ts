import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'
import { ApiError } from './api.ts'
import { NotFound } from './boundaries.tsx'
import type { Live } from './live.tsx'
import { meQuery } from './me.ts'
import { Root } from './root.tsx'
import { Shell, ShellSkeleton } from './shell.tsx'

export interface RouterContext {
  queries: QueryClient
  live: Live
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root })

/** Every screen of a signed-in member stands in it. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  pendingComponent: ShellSkeleton,
  notFoundComponent: NotFound,
  async beforeLoad({ context, location }) {
    try {
      const me = await context.queries.ensureQueryData(meQuery)
      if (me.org) context.live.start(me.org.id, me.pos === undefined ? undefined : Number(me.pos))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { from: location.href } })
      }
      throw error
    }
  },
})
