import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseAskSearch } from '../features/ask/ask-search.ts'
import { parseDashboardSearch } from '../features/dashboards/dashboard-search.ts'
import { optional, text } from './search-values.ts'
import { shellRoute } from './shell-route.ts'

const ask = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ask',
  validateSearch: parseAskSearch,
  component: lazyRouteComponent(() => import('../features/ask/ask-screen.tsx'), 'AskScreen'),
})

const metrics = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ask/metrics',
  component: lazyRouteComponent(() => import('../features/metrics/metrics-screen.tsx'), 'MetricsScreen'),
})

const dashboardsScreen = () => import('../features/dashboards/dashboards-screen.tsx')
// The first of them.
const dashboards = createRoute({
  getParentRoute: () => shellRoute,
  path: '/dashboard',
  validateSearch: parseDashboardSearch,
  component: lazyRouteComponent(dashboardsScreen, 'DashboardsScreen'),
})
const dashboard = createRoute({
  getParentRoute: () => shellRoute,
  path: '/dashboard/$dashboardId',
  validateSearch: parseDashboardSearch,
  component: lazyRouteComponent(dashboardsScreen, 'DashboardsScreen'),
})

const reports = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reports',
  validateSearch: (search): { tab?: 'sent' | 'alerts' } => {
    const tab = search['tab']
    return tab === 'sent' || tab === 'alerts' ? { tab } : {}
  },
  component: lazyRouteComponent(() => import('../features/reports/reports-screen.tsx'), 'ReportsScreen'),
})
// `new`, perhaps from a template, or the report's id.
const report = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reports/$reportId',
  validateSearch: (search): { template?: string } => optional({ template: text(search['template']) }),
  component: lazyRouteComponent(() => import('../features/reports/report-screen.tsx'), 'ReportScreen'),
})

const notices = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  component: lazyRouteComponent(() => import('../features/notices/notices-screen.tsx'), 'NoticesScreen'),
})

/** Figures, and what tells of them. */
export const figureRoutes = [ask, metrics, dashboards, dashboard, reports, report, notices] as const
