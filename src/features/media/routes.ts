import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, ok } from '#contracts/http.ts'
import { requireScope } from '#kernel/ctx.ts'
import { getMedia } from './get-media.ts'
import { maxMediaBytes, mediaView } from './schema.ts'
import { storeMedia, tooLarge } from './store-media.ts'

const tags = ['Media']
const mediaAnswer = answer(mediaView.openapi('Media'))

const uploadForm = z.object({
  file: z.instanceof(File, { message: 'Choose a file.' }).openapi({ type: 'string', format: 'binary' }),
})
/** The form's own lines around the file. */
const formBytes = 64 * 1024

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
