import { z } from 'zod'
import { ok } from '#contracts/http.ts'
import type { App } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import type { Server } from './server.ts'

/**
 * `GET /api/v1/commands`: what the caller may run. `POST /api/v1/commands/<name>` with the arguments as JSON
 * answers the neutral reply.
 */
export function mountCommands(server: Server, app: App): void {
  server.get('/api/v1/commands', (c) => {
    const ctx = c.get('ctx')
    const list = [...app.commands.values()]
      .filter((command) => command.scope === undefined || ctx.scopes.has(command.scope))
      .map((command) => ({
        name: command.name,
        summary: command.summary,
        order: command.order,
        examples: command.examples,
        args: z.toJSONSchema(command.args, { unrepresentable: 'any' }),
      }))
    return ok(c, list)
  })
  server.post('/api/v1/commands/:name', async (c) => {
    const ctx = c.get('ctx')
    const command = app.commands.get(c.req.param('name'))
    if (!command) throw notFound('command')
    if (command.scope) requireScope(ctx, command.scope)
    const parsed = command.args.safeParse(await c.req.json().catch(() => ({})))
    if (!parsed.success) throw invalid(z.prettifyError(parsed.error))
    return ok(c, await command.run(ctx, parsed.data))
  })
}
