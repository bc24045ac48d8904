import { queryOptions } from '@tanstack/react-query'
import type { Reply } from '#contracts/reply.ts'
import { call } from '../../app/api.ts'

export type { Reply, ReplyButton, ReplyCommand, ReplyField, ReplyPart } from '#contracts/reply.ts'

export interface CommandInfo {
  name: string
  summary: string
  order: string[]
  examples: string[]
}

export const commandsQuery = queryOptions({
  queryKey: ['commands', 'list'],
  queryFn: () => call<CommandInfo[]>('/api/v1/commands'),
  staleTime: Infinity,
})

export const runLine = (line: string) => call<Reply>('/api/v1/console', { line })

/** A button or a form names its command and arguments, so nothing is parsed again. */
export const runCommand = (name: string, args: Record<string, string>) =>
  call<Reply>(`/api/v1/commands/${encodeURIComponent(name)}`, args)
