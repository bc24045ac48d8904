import { queryOptions } from '@tanstack/react-query'
import type { ChatAct, ChatMessageView, ChatScene, PostedOn, SandboxChat } from '#features/sandbox/schema.ts'
import { unwrap } from '../../app/api.ts'
import { sandboxApi } from './sandbox-api.ts'

export type Chat = SandboxChat
export type Message = ChatMessageView
export type Block = ChatMessageView['blocks'][number]
export type Scene = ChatScene
export type Form = NonNullable<ChatScene['form']>
export type Posted = PostedOn

/** What a colleague does, without who and where. */
export type Doing = ChatAct extends infer A
  ? A extends ChatAct
    ? Omit<A, 'user' | 'channel'>
    : never
  : never

export interface Seat {
  user: string
  channel: string
}

export const chatsQuery = queryOptions({
  queryKey: ['sandbox', 'chats'],
  queryFn: (): Promise<Chat[]> => unwrap(sandboxApi.chats.$get()),
})

/** The apps have no live stream of their own, so they are asked again while somebody looks. */
export const sceneQuery = (surface: string, seat: Seat) =>
  queryOptions({
    queryKey: ['sandbox', 'scene', surface, seat.user, seat.channel],
    queryFn: (): Promise<Scene> =>
      unwrap(sandboxApi.chats[':surface'].$get({ param: { surface }, query: { ...seat } })),
    refetchInterval: 1_200,
  })

export const postedQuery = queryOptions({
  queryKey: ['sandbox', 'posts'],
  queryFn: (): Promise<Posted[]> => unwrap(sandboxApi.posts.$get()),
  refetchInterval: 3_000,
})

export const actInChat = (surface: string, seat: Seat, doing: Doing) =>
  unwrap(sandboxApi.chats[':surface'].act.$post({ param: { surface }, json: { ...doing, ...seat } }))
