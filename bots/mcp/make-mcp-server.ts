import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { Command } from '#contracts/command.ts'
import type { Ctx } from '#kernel/app.ts'
import { commandsFor, objectSchema, toolText } from '#bots/core/command-tools.ts'
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
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [...commandsFor(ctx).map(toTool), confirmTool],
  }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    callTool(ctx, params.name, params.arguments ?? {}),
  )
  return server
}

function toTool(command: Command): Tool {
  return {
    name: command.name,
    description: toolText(command),
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
