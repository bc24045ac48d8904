import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { Command } from '#contracts/command.ts'
import type { Ctx } from '#kernel/app.ts'
import { callTool } from './call-tool.ts'

const instructions =
  'Parley is a social desk: customers’ conversations, and posts that the team approves and publishes. Tools that ' +
  'change something do nothing at first: they answer with what they would do and a token, and the tool `confirm` ' +
  'with that token does it. Ask the person whom you work for before you confirm.'

/** Every command that the key may run is a tool; one server a request. */
export function makeMcpServer(ctx: Ctx): Server {
  const server = new Server(
    { name: 'parley', version: '1.0.0' },
    { capabilities: { tools: {} }, instructions },
  )
  const allowed = [...ctx.commands.values()].filter(
    (command) => !command.hidden && (command.scope === undefined || ctx.scopes.has(command.scope)),
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...allowed.map(toTool), confirmTool] }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    callTool(ctx, params.name, params.arguments ?? {}),
  )
  return server
}

function toTool(command: Command): Tool {
  return {
    name: command.name,
    description: `${command.summary}. In words: ${command.examples.map((one) => `“${one}”`).join(', ')}.`,
    inputSchema: objectSchema(command.args),
    annotations: { readOnlyHint: !command.writes, openWorldHint: command.writes ?? false },
  }
}

const confirmTool: Tool = {
  name: 'confirm',
  description: 'Does what another tool said that it would do. Once, within ten minutes.',
  inputSchema: objectSchema(z.object({ token: z.string().describe('As the other tool gave it') })),
  annotations: { readOnlyHint: false, destructiveHint: true },
}

function objectSchema(schema: z.ZodObject): Tool['inputSchema'] {
  const { properties, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties ?? {}).flatMap(([name, value]) =>
        typeof value === 'object' ? [[name, value]] : [],
      ),
    ),
    ...(required ? { required } : {}),
  }
}
