import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { streamEvents, wantsEvents } from '#contracts/event-stream.ts'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { replySchema } from '#contracts/reply-schema.ts'
import type { Hearing, Progress } from '#bots/core/assistant/hearing.ts'
import { runLine } from '#bots/core/run-line.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction } from '#kernel/ctx.ts'

const tags = ['Commands']
const whole = answer(replySchema)
const events = { 'text/event-stream': { schema: z.string() } }

/** The console draws the neutral reply itself, so there is nothing to render here. */
export const routes = new OpenAPIHono<HttpEnv>().openapi(
  createRoute({
    method: 'post',
    path: '/',
    tags,
    summary: 'Run a typed line, as in the console: `assign 12 mia`',
    description:
      'With `Accept: text/event-stream` the answer comes as server-sent events: `step` ({ text }) while a language ' +
      'model works, `result` (a Reply) with what its tools have answered up to now, each in place of the one before, ' +
      'and last `answer` with the envelope that is answered otherwise. A client that goes away stops the model.',
    request: { body: jsonBody(z.object({ line: z.string().max(20_000) })) },
    responses: { ...whole, 200: { ...whole[200], content: { ...whole[200].content, ...events } } },
  }),
  async (c) => {
    const ctx = { ...c.get('ctx'), origin: { surface: 'console' } }
    const { line } = c.req.valid('json')
    const run = async (hearing?: Hearing) => {
      const reply = await runLine(ctx, line, hearing)
      await noteCommand(ctx, line)
      return reply
    }
    if (!wantsEvents(c)) return ok(c, await run())
    return streamEvents(c, (tell, signal) => {
      const hear = (progress: Progress) =>
        progress.kind === 'step' ? tell('step', { text: progress.text }) : tell('result', progress.reply)
      return run({ tell: hear, signal })
    })
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
