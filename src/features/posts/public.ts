import { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { ok } from '#contracts/http.ts'
import { guestOf } from '#features/approvals/index.ts'
import { guestContent } from './guest-content.ts'

/** What a guest of an approval sees of the post: their token in the Authorization header, no cookies. */
export const routes = new OpenAPIHono<HttpEnv>()
routes.get('/guest', async (c) => ok(c, await guestContent(await guestOf(c))))
