import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { replySchema } from '#contracts/reply-schema.ts'
import { runLine } from '#bots/core/run-line.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction } from '#kernel/ctx.ts'

const tags = ['Commands']

/** The console draws the neutral reply itself, so there is nothing to render here. */
export const routes = new OpenAPIHono<HttpEnv>().openapi(
  createRoute({
    method: 'post',
    path: '/',
    tags,
    summary: 'Run a typed line, as in the console: `assign 12 mia`',
    request: { body: jsonBody(z.object({ line: z.string().max(20_000) })) },
    responses: answer(replySchema),
  }),
  async (c) => {
    const ctx = { ...c.get('ctx'), origin: { surface: 'console' } }
    const { line } = c.req.valid('json')
    const reply = await runLine(ctx, line)
    await noteCommand(ctx, line)
    return ok(c, reply)
  },
)

/** Which command, on which surface; never its arguments, which may be a customer's words. */
async function noteCommand(ctx: Ctx, line: string): Promise<void> {
  const name = line.trim().split(/\s/, 1)[0] ?? ''
  if (!ctx.commands.has(name)) return
  await inTransaction(ctx, (tx) =>
    audit(tx, { verb: 'console.run', objectType: 'command', summary: `ran "${name}" in the console` }),
  )
}

export type Routes = typeof routes
