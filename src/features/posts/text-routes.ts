import { createRoute, z } from '@hono/zod-openapi'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import {
  deleteSnippet,
  listSnippets,
  saveSnippet,
  saveSnippetInput,
  snippetKinds,
  snippetView,
} from './snippets.ts'
import { deleteTemplate, listTemplates, saveTemplate, saveTemplateInput, templateView } from './templates.ts'

const tags = ['Templates and texts']
const template = templateView.openapi('PostTemplate')
const snippet = snippetView.openapi('TextSnippet')

/** Before `/{id}` of the posts, which would take their names for ids. */
export const mountTexts = (server: OpenAPIHono<HttpEnv>) =>
  server
    .openapi(
      createRoute({
        method: 'get',
        path: '/templates',
        tags,
        summary: 'Templates, by category and name',
        request: { query: z.object({ category: z.string().max(60).optional() }) },
        responses: answer(z.array(template)),
      }),
      async (c) => ok(c, await listTemplates(c.get('ctx'), c.req.valid('query'))),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/templates',
        tags,
        summary: 'Make a template, or change the one with this id',
        request: { body: jsonBody(saveTemplateInput) },
        responses: answer(template),
      }),
      async (c) => ok(c, await saveTemplate(c.get('ctx'), c.req.valid('json'))),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/templates/{id}',
        tags,
        summary: 'Delete a template',
        request: { params: idParams },
        responses: answer(z.null()),
      }),
      async (c) => {
        await deleteTemplate(c.get('ctx'), c.req.valid('param').id)
        return ok(c, null)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/snippets',
        tags,
        summary: 'Hashtag sets and signatures',
        request: { query: z.object({ kind: z.enum(snippetKinds).optional() }) },
        responses: answer(z.array(snippet)),
      }),
      async (c) => ok(c, await listSnippets(c.get('ctx'), c.req.valid('query'))),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/snippets',
        tags,
        summary: 'Make a hashtag set or signature, or change the one with this id',
        request: { body: jsonBody(saveSnippetInput) },
        responses: answer(snippet),
      }),
      async (c) => ok(c, await saveSnippet(c.get('ctx'), c.req.valid('json'))),
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/snippets/{id}',
        tags,
        summary: 'Delete it',
        request: { params: idParams },
        responses: answer(z.null()),
      }),
      async (c) => {
        await deleteSnippet(c.get('ctx'), c.req.valid('param').id)
        return ok(c, null)
      },
    )
