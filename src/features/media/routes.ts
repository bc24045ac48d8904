import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { requireScope } from '#kernel/ctx.ts'
import { addToLibrary } from './add-to-library.ts'
import { getMedia } from './get-media.ts'
import {
  changeLibraryFile,
  deleteLibraryFile,
  getLibraryFile,
  libraryUses,
  listLibrary,
  listLibraryTags,
  restoreLibraryFile,
} from './library.ts'
import {
  changeLibraryFileInput,
  libraryFileView,
  libraryUse,
  listLibraryQuery,
  maxMediaBytes,
  mediaView,
} from './schema.ts'
import { storeMedia, tooLarge } from './store-media.ts'

const tags = ['Media']
const mediaAnswer = answer(mediaView.openapi('Media'))

const uploadForm = z.object({
  file: z.instanceof(File, { message: 'Choose a file.' }).openapi({ type: 'string', format: 'binary' }),
})
const libraryFile = libraryFileView.openapi('LibraryFile')
const uploadQuery = z.object({
  name: z.string().max(255).optional().openapi({ description: 'Name of the file' }),
  alt: z.string().max(5_000).optional(),
  tags: z.string().max(2_000).optional().openapi({ description: 'By commas' }),
})
/** The form's own lines around the file. */
const formBytes = 64 * 1024

const split = (list: string | undefined) =>
  list
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

const app = new OpenAPIHono<HttpEnv>()
app.post('/', async (c, next) => {
  // Before the file is read: who may not store it shall not make us hold it.
  requireScope(c.get('ctx'), 'inbox:reply')
  await next()
})
app.post('/', bodyLimit({ maxSize: maxMediaBytes + formBytes, onError: () => Promise.reject(tooLarge()) }))

export const routes = app
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Upload a file to send it in a reply (multipart, field `file`, at most 25 MiB)',
      request: { body: { required: true, content: { 'multipart/form-data': { schema: uploadForm } } } },
      responses: mediaAnswer,
    }),
    async (c) => {
      const { file } = c.req.valid('form')
      const bytes = new Uint8Array(await file.arrayBuffer())
      return ok(c, await storeMedia(c.get('ctx'), { bytes, name: file.name, mime: file.type }))
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/library',
      tags,
      summary: 'Add a picture or film to the library: its bytes as the body, at most 512 MiB',
      request: {
        query: uploadQuery,
        body: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      },
      responses: answer(libraryFile),
    }),
    async (c) => {
      const { name, alt, tags: list } = c.req.valid('query')
      const content = c.req.raw.body ?? new Uint8Array()
      return ok(c, await addToLibrary(c.get('ctx'), { content, name, alt, tags: split(list) }))
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/library',
      tags,
      summary: 'Files of the library, newest first',
      request: { query: pageQuery.extend(listLibraryQuery.shape) },
      responses: answer(z.array(libraryFile)),
    }),
    async (c) => {
      const { cursor: after, limit, ...query } = c.req.valid('query')
      const { items, cursor } = await listLibrary(c.get('ctx'), query, { cursor: after, limit })
      return ok(c, items, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/library/tags',
      tags,
      summary: 'Tags in use, the most used first',
      responses: answer(z.array(z.object({ tag: z.string(), files: z.number().int() }))),
    }),
    async (c) => ok(c, await listLibraryTags(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/library/{id}',
      tags,
      summary: 'One file of the library',
      request: { params: idParams },
      responses: answer(libraryFile),
    }),
    async (c) => ok(c, await getLibraryFile(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/library/{id}/uses',
      tags,
      summary: 'Posts that show this file, newest first',
      request: { params: idParams },
      responses: answer(z.array(libraryUse)),
    }),
    async (c) => ok(c, await libraryUses(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'patch',
      path: '/library/{id}',
      tags,
      summary: 'Change its name, alt text or tags',
      request: { params: idParams, body: jsonBody(changeLibraryFileInput.omit({ mediaId: true })) },
      responses: answer(libraryFile),
    }),
    async (c) =>
      ok(
        c,
        await changeLibraryFile(c.get('ctx'), {
          ...c.req.valid('json'),
          mediaId: c.req.valid('param').id,
        }),
      ),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/library/{id}',
      tags,
      summary: 'Take it out of the library; refused while a post that has not gone out shows it',
      request: { params: idParams },
      responses: answer(z.null()),
    }),
    async (c) => {
      await deleteLibraryFile(c.get('ctx'), c.req.valid('param').id)
      return ok(c, null)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/library/{id}/restore',
      tags,
      summary: 'Bring a deleted file back',
      request: { params: idParams },
      responses: answer(libraryFile),
    }),
    async (c) => ok(c, await restoreLibraryFile(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'Facts of a stored file; its bytes are at /media/{id}',
      request: { params: idParams },
      responses: mediaAnswer,
    }),
    async (c) => ok(c, await getMedia(c.get('ctx'), c.req.valid('param').id)),
  )

export type Routes = typeof routes
