import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, ok } from '#contracts/http.ts'
import { getEmbed } from './get-embed.ts'
import { revealIdentitySecret } from './reveal-identity-secret.ts'

const embedSpec = createRoute({
  method: 'get',
  path: '/{id}/embed',
  tags: ['Web chat'],
  summary: 'The line that puts a chat on a website',
  request: { params: idParams },
  responses: answer(z.object({ snippet: z.string() })),
})

const secretSpec = createRoute({
  method: 'post',
  path: '/{id}/identity-secret',
  tags: ['Web chat'],
  summary: 'Shows the secret with which a website proves its visitors',
  request: { params: idParams },
  responses: answer(z.object({ identitySecret: z.string() })),
})

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(embedSpec, async (c) => ok(c, await getEmbed(c.get('ctx'), c.req.valid('param').id)))
  .openapi(secretSpec, async (c) => ok(c, await revealIdentitySecret(c.get('ctx'), c.req.valid('param').id)))
