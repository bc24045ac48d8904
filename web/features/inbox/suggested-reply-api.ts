import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/rules/routes.ts'
import { client, unwrap } from '../../app/api.ts'

export type { SuggestionView } from '#features/rules/suggestion.schema.ts'

const { suggestions } = client<Routes>('rules')

export const suggestedRepliesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ['inbox', 'suggested-replies', conversationId],
    queryFn: ({ signal }) => unwrap(suggestions.$get({ query: { conversationId } }, { init: { signal } })),
  })

export const sendSuggested = (id: string, how: { text?: string | undefined; seenSeq?: string | undefined }) =>
  unwrap(
    suggestions[':id'].send.$post({
      param: { id },
      json: {
        ...(how.text === undefined ? {} : { text: how.text }),
        ...(how.seenSeq === undefined ? {} : { seenSeq: how.seenSeq }),
      },
    }),
  )

export const discardSuggested = (id: string) => unwrap(suggestions[':id'].discard.$post({ param: { id } }))
