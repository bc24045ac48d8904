import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/assistant/routes.ts'
import type { AssistantSettings, UsageView } from '#features/assistant/schema.ts'
import { client, unwrap } from '../../app/api.ts'

export type { AssistantSettings, ChangeAssistant, UsageView } from '#features/assistant/schema.ts'

export const assistantApi = client<Routes>('assistant')

export const assistantQuery = queryOptions({
  queryKey: ['assistant', 'settings'],
  queryFn: (): Promise<AssistantSettings> => unwrap(assistantApi.settings.$get()),
})
export const usageQuery = queryOptions({
  queryKey: ['assistant', 'usage'],
  queryFn: (): Promise<UsageView> => unwrap(assistantApi.usage.$get()),
})
