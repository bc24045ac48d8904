import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { sendSuggestionInput, suggestionView } from './suggestion.schema.ts'
import { discardSuggestion } from './suggestions/discard-suggestion.ts'
import { getSuggestion, listSuggestions } from './suggestions/queries.ts'
import { sendSuggestion } from './suggestions/send-suggestion.ts'

const tags = ['Rules']
const suggestion = suggestionView.openapi('ReplySuggestion')

/** Replies that rules suggest and people send. */
export const suggestionRoutes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'get',
      path: '/suggestions',
      tags,
      summary: 'Replies of a conversation that rules suggest and nobody has sent or discarded, newest first',
      request: { query: z.object({ conversationId: z.uuid() }) },
      responses: answer(z.array(suggestion)),
    }),
    async (c) => ok(c, await listSuggestions(c.get('ctx'), c.req.valid('query'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/suggestions/{id}',
      tags,
      summary: 'One suggested reply, whatever became of it',
      request: { params: idParams },
      responses: answer(suggestion),
    }),
    async (c) => ok(c, await getSuggestion(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/suggestions/{id}/send',
      tags,
      summary: 'Send a suggested reply, in other words where text is given; approves it where a policy asks',
      request: { params: idParams, body: jsonBody(sendSuggestionInput.omit({ id: true })) },
      responses: answer(suggestion),
    }),
    async (c) =>
      ok(c, await sendSuggestion(c.get('ctx'), { ...c.req.valid('json'), ...c.req.valid('param') })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/suggestions/{id}/discard',
      tags,
      summary: 'Discard a suggested reply',
      request: { params: idParams },
      responses: answer(suggestion),
    }),
    async (c) => ok(c, await discardSuggestion(c.get('ctx'), c.req.valid('param'))),
  )
