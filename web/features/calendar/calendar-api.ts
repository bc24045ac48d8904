import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/calendar/routes.ts'
import type {
  CalendarEntry,
  CalendarView,
  ChannelPublishing,
  FreeSlot,
  ImportView,
  PublishingSettings,
  Scheduled,
  SeriesView,
  SettingsView,
  SlotInput,
  SlotView,
  When,
} from '#features/calendar/schema.ts'
import type { PostRowView } from '#features/posts/schema.ts'
import { client, unwrap } from '../../app/api.ts'

export type { CalendarEntry, CalendarView, FreeSlot, ImportView, SettingsView, SlotView, When }

export const calendarApi = client<Routes>('calendar')

export interface Period {
  from: string
  to: string
  channels?: string
  states?: string
}

export const calendarQuery = (period: Period) =>
  queryOptions({
    queryKey: ['calendar', 'period', period],
    queryFn: (): Promise<CalendarView> => unwrap(calendarApi.index.$get({ query: period })),
    placeholderData: keepPreviousData,
  })

export const freeSlotsQuery = (channelIds: readonly string[]) =>
  queryOptions({
    queryKey: ['calendar', 'free', channelIds],
    queryFn: (): Promise<FreeSlot[]> =>
      unwrap(calendarApi['free-slots'].$get({ query: { channels: channelIds.join(','), count: '5' } })),
  })

export const slotsQuery = queryOptions({
  queryKey: ['calendar', 'slots'],
  queryFn: (): Promise<SlotView[]> => unwrap(calendarApi.slots.$get()),
})

export const settingsQuery = queryOptions({
  queryKey: ['calendar', 'settings'],
  queryFn: (): Promise<SettingsView> => unwrap(calendarApi.settings.$get()),
})

export const seriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['calendar', 'series', id],
    queryFn: (): Promise<SeriesView> => unwrap(calendarApi.series[':id'].$get({ param: { id } })),
  })

export const schedulePost = (postId: string, when: When, version?: number): Promise<Scheduled> =>
  unwrap(
    calendarApi.schedule.$post({ json: { postId, when, ...(version === undefined ? {} : { version }) } }),
  )

export const unschedulePost = (postId: string): Promise<PostRowView> =>
  unwrap(calendarApi.unschedule.$post({ json: { postId } }))

export const saveSettings = (json: PublishingSettings): Promise<SettingsView> =>
  unwrap(calendarApi.settings.$put({ json }))

export const saveChannel = (json: ChannelPublishing): Promise<SettingsView> =>
  unwrap(calendarApi.settings.channels.$put({ json }))

export const createSlot = (json: SlotInput): Promise<SlotView> => unwrap(calendarApi.slots.$post({ json }))

export const updateSlot = (id: string, json: SlotInput): Promise<SlotView> =>
  unwrap(calendarApi.slots[':id'].$put({ param: { id }, json }))

export const deleteSlot = (id: string): Promise<null> =>
  unwrap(calendarApi.slots[':id'].$delete({ param: { id } }))

export const checkCsv = (name: string, csv: string): Promise<ImportView> =>
  unwrap(calendarApi.imports.$post({ json: { name, csv } }))

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['calendar', 'import', id],
    queryFn: (): Promise<ImportView> => unwrap(calendarApi.imports[':id'].$get({ param: { id } })),
  })
