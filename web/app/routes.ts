import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { ApiError } from './api.ts'
import { NotFound, ScreenError } from './boundaries.tsx'
import { Home } from './home.tsx'
import type { Live } from './live.tsx'
import { meQuery } from './me.ts'
import { Root } from './root.tsx'
import { Shell, ShellSkeleton } from './shell.tsx'

export interface RouterContext {
  queries: QueryClient
  live: Live
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root })

const shellRoute = createRoute({
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

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
const withToken = (search: Record<string, unknown>) => ({ token: text(search['token']) ?? '' })

const home = createRoute({ getParentRoute: () => shellRoute, path: '/', component: Home })

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string } => {
    const from = text(search['from'])
    return from === undefined ? {} : { from }
  },
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-screen.tsx'), 'SignInScreen'),
})

const signInLink = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/link',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('../features/sign-in/link-screen.tsx'), 'LinkScreen'),
})

const reset = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  validateSearch: withToken,
  component: lazyRouteComponent(() => import('../features/sign-in/reset-screen.tsx'), 'ResetScreen'),
})

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  validateSearch: withToken,
  component: lazyRouteComponent(
    () => import('../features/sign-in/invitation-screen.tsx'),
    'InvitationScreen',
  ),
})

const rules = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules',
  validateSearch: (search): { view?: 'log' } => (search['view'] === 'log' ? { view: 'log' } : {}),
  component: lazyRouteComponent(() => import('../features/rules/rules-screen.tsx'), 'RulesScreen'),
})

const newRule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules/new',
  component: lazyRouteComponent(() => import('../features/rules/rule-screen.tsx'), 'NewRuleScreen'),
})

const rule = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rules/$ruleId',
  validateSearch: (search): { tab?: string; run?: string } => {
    const [tab, run] = [text(search['tab']), text(search['run'])]
    return { ...(tab === undefined ? {} : { tab }), ...(run === undefined ? {} : { run }) }
  },
  component: lazyRouteComponent(() => import('../features/rules/rule-screen.tsx'), 'RuleScreen'),
})

const gallery = createRoute({
  getParentRoute: () => shellRoute,
  path: '/_gallery',
  component: import.meta.env.DEV
    ? lazyRouteComponent(() => import('../features/gallery/gallery-screen.tsx'), 'GalleryScreen')
    : NotFound,
})

// A screen is one route here and one module in features/<noun>/; the navigation shows it by its path.
const screens = [home, rules, newRule, rule, gallery] as const

export const routeTree = rootRoute.addChildren([
  shellRoute.addChildren(screens),
  signIn,
  signInLink,
  reset,
  invitation,
])

export { NotFound, ScreenError }
