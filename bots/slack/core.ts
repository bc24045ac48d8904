import type { ChatForm, ChatInput, ConnectedWorkspace } from '#contracts/surface.ts'
import type { Cache } from '#kernel/cache.ts'

export type Workspace = ConnectedWorkspace & { id: string; orgId: string }

/** What the surface asks of the core while Slack waits. */
export interface Core {
  /** Commits the input; afterwards it may be acknowledged. */
  receive(input: ChatInput): Promise<unknown>
  formFor(press: {
    button: string
    user: ChatInput['user']
    workspace: string
  }): Promise<ChatForm | undefined>
  workspaceOf(teamId: string): Promise<Workspace | undefined>
  /** The command that draws the App Home. */
  homeCommand: string
  cache: Cache
}
