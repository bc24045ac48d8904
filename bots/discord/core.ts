import type { Command } from '#contracts/command.ts'
import type { ChatForm, ChatInput, SurfaceIo } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { completeArgument } from '#bots/core/complete-argument.ts'
import { formFor } from '#bots/core/form-for.ts'
import { receive } from '#bots/core/receive.ts'
import { listWorkspaces } from '#bots/core/workspaces.ts'

/** What the surface asks of the program, about real servers or those of the sandbox. */
export interface Core {
  commands: ReadonlyMap<string, Command>
  receive(input: ChatInput): Promise<unknown>
  formFor(press: {
    button: string
    user: ChatInput['user']
    workspace?: string
  }): Promise<ChatForm | undefined>
  complete(ask: {
    workspace?: string
    user: ChatInput['user']
    command: string
    argument: string
    typed: string
  }): Promise<Array<{ label: string; value: string }>>
  /** The servers that organisations have connected. */
  guilds(): Promise<string[]>
}

export const coreOf = (app: App, { sandbox }: SurfaceIo): Core => ({
  commands: app.commands,
  receive: (input) => receive(app, input),
  formFor: (press) => formFor(app, 'discord', sandbox, press),
  complete: (ask) => completeArgument(app, { surface: 'discord', sandbox, ...ask }),
  guilds: async () => (await listWorkspaces(app, 'discord', sandbox)).map(({ externalId }) => externalId),
})
