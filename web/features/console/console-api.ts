import { queryOptions } from '@tanstack/react-query'
import type { Reply } from '#contracts/reply.ts'
import { ApiError, apiFetch, call, readAnswer } from '../../app/api.ts'
import { createFrameParser } from '../../app/stream-parse.ts'

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

/** How far an answer is that takes a while: what is done right now, and what was found up to now. */
export interface Working {
  step?: string
  found?: Reply
}

/** Runs a typed line. While a language model works, it is told how far it is; `signal` stops it. */
export async function runLine(
  line: string,
  onWorking: (working: Working) => void,
  signal: AbortSignal,
): Promise<Reply> {
  const response = await apiFetch('/api/v1/console', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify({ line }),
    signal,
  })
  const isStream = response.headers.get('content-type')?.includes('text/event-stream')
  if (!isStream || !response.body) return readAnswer<Reply>(response)
  return readAnswer<Reply>(await lastOf(response.body, onWorking))
}

/** Reads the events up to the answer, and gives that as if it had been the whole. */
async function lastOf(
  body: ReadableStream<BufferSource>,
  onWorking: (working: Working) => void,
): Promise<Response> {
  const push = createFrameParser()
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let working: Working = {}
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const frame of push(part.value)) {
      if (frame.kind !== 'message') continue
      if (frame.event === 'answer') return new Response(frame.data, { status: statusIn(frame.data) })
      working = { ...working, ...told(frame.event, JSON.parse(frame.data)) }
      onWorking(working)
    }
  }
  throw new ApiError('unreachable', 'The connection broke before the answer was there. Please ask again.', 0)
}

const statusIn = (data: string) => (data.startsWith('{"success":true') ? 200 : 400)

function told(event: string, data: { text: string } & Reply): Working {
  if (event === 'step') return { step: data.text }
  return event === 'result' ? { found: data } : {}
}

/** A button or a form names its command and arguments, so nothing is parsed again. */
export const runCommand = (name: string, args: Record<string, string>) =>
  call<Reply>(`/api/v1/commands/${encodeURIComponent(name)}`, args)
