import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { addHashtags } from './add-hashtags.ts'
import { checkContent, checkContentInput, checkPost } from './check-post.ts'
import { createPost } from './create-post.ts'
import { deletePost, restorePost } from './delete-post.ts'
import { differenceSince } from './difference.ts'
import { duplicatePost } from './duplicate-post.ts'
import { getPost, getPostVersions } from './get-post.ts'
import { holdPost, releasePost, withdrawPost } from './hold-post.ts'
import { listPosts } from './list-posts.ts'
import { previewContent, previewOf, previewView } from './preview.ts'
import { createPostInput, listPostsQuery, postRow, postView, updatePostInput } from './schema.ts'
import { difference, postChecks, versionView } from './review.schema.ts'
import { submitPost } from './submit-post.ts'
import { targetRoutes } from './target-routes.ts'
import { mountTexts } from './text-routes.ts'
import { updatePost } from './update-post.ts'

const tags = ['Posts']
const post = postView.openapi('Post')
const row = postRow.openapi('PostRow')
const checks = postChecks.openapi('PostChecks')
const expected = z.object({ version: z.number().int().min(1).optional() })
const reason = z.object({ reason: z.string().trim().max(500).optional() })

export const routes = mountTexts(new OpenAPIHono<HttpEnv>())
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'Posts, newest first or by their planned time',
      request: { query: pageQuery.extend(listPostsQuery.shape) },
      responses: answer(z.array(row)),
    }),
    async (c) => {
      const { cursor: after, limit, state, ...query } = c.req.valid('query')
      const { items, cursor } = await listPosts(
        c.get('ctx'),
        { ...query, ...(state ? { state: state.join(',') } : {}) },
        { cursor: after, limit },
      )
      return ok(c, items, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Draft a post',
      request: { body: jsonBody(createPostInput) },
      responses: answer(post),
    }),
    async (c) => ok(c, await createPost(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/check',
      tags,
      summary:
        'What platforms would say of this content, and what we know of the accounts; nothing is written',
      request: { body: jsonBody(checkContentInput) },
      responses: answer(checks),
    }),
    async (c) => ok(c, await checkContent(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/preview',
      tags,
      summary: 'How this content would look on each account; nothing is written',
      request: { body: jsonBody(checkContentInput) },
      responses: answer(z.array(previewView)),
    }),
    async (c) => ok(c, await previewContent(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/by-number/{number}',
      tags,
      summary: 'A post by its number',
      request: { params: z.object({ number: z.coerce.number().int().min(1).max(2_000_000_000) }) },
      responses: answer(post),
    }),
    async (c) => ok(c, await getPost(c.get('ctx'), { number: c.req.valid('param').number })),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'A post with what each account gets',
      request: { params: idParams },
      responses: answer(post),
    }),
    async (c) => ok(c, await getPost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'patch',
      path: '/{id}',
      tags,
      summary: 'Change a post; what was approved of it is asked for anew',
      request: { params: idParams, body: jsonBody(updatePostInput.omit({ postId: true })) },
      responses: answer(post),
    }),
    async (c) =>
      ok(c, await updatePost(c.get('ctx'), { ...c.req.valid('json'), postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}',
      tags,
      summary: 'Delete a post here; what is out stays out',
      request: { params: idParams },
      responses: answer(z.null()),
    }),
    async (c) => {
      await deletePost(c.get('ctx'), { postId: c.req.valid('param').id })
      return ok(c, null)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/restore',
      tags,
      summary: 'Bring a deleted post back',
      request: { params: idParams },
      responses: answer(row),
    }),
    async (c) => ok(c, await restorePost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/duplicate',
      tags,
      summary: 'A draft of the same',
      request: { params: idParams },
      responses: answer(post),
    }),
    async (c) => ok(c, await duplicatePost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/submit',
      tags,
      summary: 'Ask for approval; without a policy it is approved at once',
      request: { params: idParams, body: jsonBody(expected) },
      responses: answer(row),
    }),
    async (c) =>
      ok(c, await submitPost(c.get('ctx'), { ...c.req.valid('json'), postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/withdraw',
      tags,
      summary: 'Make it a draft again',
      request: { params: idParams },
      responses: answer(row),
    }),
    async (c) => ok(c, await withdrawPost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/hold',
      tags,
      summary: 'Stop it before its time',
      request: { params: idParams, body: jsonBody(reason) },
      responses: answer(row),
    }),
    async (c) =>
      ok(c, await holdPost(c.get('ctx'), { ...c.req.valid('json'), postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/release',
      tags,
      summary: 'Take it off hold',
      request: { params: idParams },
      responses: answer(row),
    }),
    async (c) => ok(c, await releasePost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/hashtags',
      tags,
      summary: 'Add a set of hashtags, within each platform’s cap',
      request: {
        params: idParams,
        body: jsonBody(expected.extend({ set: z.string().trim().min(1).max(100) })),
      },
      responses: answer(post),
    }),
    async (c) =>
      ok(c, await addHashtags(c.get('ctx'), { ...c.req.valid('json'), postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/checks',
      tags,
      summary: 'What platforms say of it, what we know of the accounts, and what it costs',
      request: { params: idParams },
      responses: answer(checks),
    }),
    async (c) => ok(c, await checkPost(c.get('ctx'), { postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/previews',
      tags,
      summary: 'How it looks on each account, as data and as a picture where one was made',
      request: { params: idParams },
      responses: answer(z.array(previewView)),
    }),
    async (c) => ok(c, await previewOf(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/versions',
      tags,
      summary: 'Its versions, newest first',
      request: { params: idParams },
      responses: answer(z.array(versionView.openapi('PostVersion'))),
    }),
    async (c) => ok(c, await getPostVersions(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/difference',
      tags,
      summary: 'What readers see other than in that version',
      request: { params: idParams, query: z.object({ since: z.coerce.number().int().min(1) }) },
      responses: answer(difference.openapi('PostDifference')),
    }),
    async (c) =>
      ok(c, await differenceSince(c.get('ctx'), c.req.valid('param').id, c.req.valid('query').since)),
  )
  .route('/', targetRoutes)

export type Routes = typeof routes
