import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  BehindView,
  DashboardAnswer,
  DashboardInput,
  DashboardView,
  SavedView,
  SavedViewInput,
  Widget,
  WidgetAnswer,
} from '#features/dashboards/schema.ts'
import type { MetricId } from '#features/metrics/schema.ts'
import type { Routes } from '#features/dashboards/routes.ts'
import { call, client, unwrap } from '../../app/api.ts'
import type { DashboardSettings } from './dashboard-search.ts'

export type { BehindView, DashboardAnswer, DashboardInput, DashboardView, SavedView, Widget, WidgetAnswer }

const dashboards = client<Routes>('dashboards')

export const dashboardsQuery = queryOptions({
  queryKey: ['dashboards', 'list'],
  queryFn: (): Promise<DashboardView[]> => unwrap(dashboards.index.$get()),
})

const minute = 60_000

/** What was shown stays until the next is there. The browser asks with an ETag by itself: nothing new costs nothing. */
export const answerQuery = (id: string, version: number, settings: DashboardSettings) =>
  queryOptions({
    queryKey: ['dashboards', 'answer', id, version, settings],
    queryFn: ({ signal }): Promise<DashboardAnswer> =>
      call(`/api/v1/dashboards/${id}/answer?${new URLSearchParams(settings).toString()}`, undefined, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: 'always',
    // Imports of figures have no event of their own.
    refetchInterval: minute,
  })

export const viewsQuery = (id: string) =>
  queryOptions({
    queryKey: ['dashboards', 'views', id],
    queryFn: (): Promise<SavedView[]> => unwrap(dashboards[':id'].views.$get({ param: { id } })),
  })

/** A figure that one looks behind. */
export interface Behind {
  widget: string
  metric: MetricId
  row?: string
}

export const behindQuery = (id: string, settings: DashboardSettings, behind: Behind) =>
  queryOptions({
    queryKey: ['dashboards', 'behind', id, settings, behind],
    queryFn: ({ signal }): Promise<BehindView> =>
      call(
        `/api/v1/dashboards/${id}/behind?${new URLSearchParams({ ...settings, ...behind }).toString()}`,
        undefined,
        { signal },
      ),
  })

export const createDashboard = (json: DashboardInput): Promise<DashboardView> =>
  unwrap(dashboards.index.$post({ json }))

/** Refused as a conflict where somebody has saved another version meanwhile. */
export const changeDashboard = (
  id: string,
  json: DashboardInput & { version: number },
): Promise<DashboardView> => unwrap(dashboards[':id'].$put({ param: { id }, json }))

export const deleteDashboard = (id: string): Promise<DashboardView> =>
  unwrap(dashboards[':id'].$delete({ param: { id } }))

export const createView = (id: string, json: SavedViewInput): Promise<SavedView> =>
  unwrap(dashboards[':id'].views.$post({ param: { id }, json }))

export const changeView = (id: string, viewId: string, json: SavedViewInput): Promise<SavedView> =>
  unwrap(dashboards[':id'].views[':viewId'].$put({ param: { id, viewId }, json }))

export const deleteView = (id: string, viewId: string): Promise<SavedView> =>
  unwrap(dashboards[':id'].views[':viewId'].$delete({ param: { id, viewId } }))
