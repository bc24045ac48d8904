import { queryOptions } from '@tanstack/react-query'
import type { Routes as AlertRoutes } from '#features/alerts/routes.ts'
import type { AlertInput, AlertView } from '#features/alerts/schema.ts'
import type { Routes as ChatRoutes } from '#features/chats/routes.ts'
import type { Routes } from '#features/reports/routes.ts'
import type {
  Place,
  ReportInput,
  ReportView,
  ScheduleInput,
  ScheduleView,
  Section,
} from '#features/reports/schema.ts'
import { client, unwrap } from '../../app/api.ts'

export type { AlertInput, AlertView, Place, ReportInput, ReportView, ScheduleInput, ScheduleView, Section }

const reports = client<Routes>('reports')
const alerts = client<AlertRoutes>('alerts')
const chats = client<ChatRoutes>('chats')
const minutes = 60_000

export interface Template {
  id: string
  name: string
  sections: Section[]
}

export const reportsQuery = queryOptions({
  queryKey: ['reports', 'list'],
  queryFn: (): Promise<ReportView[]> => unwrap(reports.index.$get()),
})
export const templatesQuery = queryOptions({
  queryKey: ['reports', 'templates'],
  queryFn: (): Promise<Template[]> => unwrap(reports.templates.$get()),
  staleTime: Infinity,
})
export const schedulesQuery = queryOptions({
  queryKey: ['reports', 'schedules'],
  queryFn: (): Promise<ScheduleView[]> => unwrap(reports.schedules.$get()),
})
export const alertsQuery = queryOptions({
  queryKey: ['alerts', 'list'],
  queryFn: (): Promise<AlertView[]> => unwrap(alerts.index.$get()),
})

/** Channels of connected chats, to send something there. */
export interface ChatPlace {
  workspaceId: string
  channel: string
  name: string
  chat: string
}
export const chatPlacesQuery = queryOptions({
  queryKey: ['chats', 'places'],
  queryFn: async (): Promise<ChatPlace[]> => {
    const workspaces = (await unwrap(chats.workspaces.$get())).filter(({ state }) => state === 'active')
    const lists = await Promise.all(
      workspaces.map(async ({ id, surfaceName }) => {
        const channels = await unwrap(chats.workspaces[':id'].channels.$get({ param: { id } }))
        return channels.map(({ channel, name }) => ({ workspaceId: id, channel, name, chat: surfaceName }))
      }),
    )
    return lists.flat()
  },
  staleTime: 5 * minutes,
})

export const createReport = (json: ReportInput): Promise<ReportView> => unwrap(reports.index.$post({ json }))

/** Refused as a conflict where somebody has saved another version meanwhile. */
export const changeReport = (id: string, json: ReportInput & { version: number }): Promise<ReportView> =>
  unwrap(reports[':id'].$put({ param: { id }, json }))

export const deleteReport = (id: string): Promise<ReportView> =>
  unwrap(reports[':id'].$delete({ param: { id } }))

export const scheduleReport = (json: ScheduleInput): Promise<ScheduleView> =>
  unwrap(reports.schedules.$post({ json }))

export const stopSchedule = (id: string): Promise<ScheduleView> =>
  unwrap(reports.schedules[':id'].$delete({ param: { id } }))

export const createAlert = (json: AlertInput): Promise<AlertView> => unwrap(alerts.index.$post({ json }))

export const stopAlert = (id: string): Promise<AlertView> => unwrap(alerts[':id'].$delete({ param: { id } }))
