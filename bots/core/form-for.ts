import type { ChatForm, ChatInput } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { identify } from './identify.ts'
import { readButton } from './read-button.ts'

/**
 * What a button asks before it runs; undefined: nothing, or it would be refused: then the press itself is received
 * and says why. Quick enough for a vendor that waits for it.
 */
export async function formFor(
  app: App,
  surface: string,
  sandbox: boolean,
  press: { button: string; user: ChatInput['user']; workspace?: string },
): Promise<ChatForm | undefined> {
  const { user, workspace } = press
  const who = await identify(app, { surface, sandbox, user, ...(workspace ? { workspace } : {}) })
  if (who.kind !== 'member') return undefined
  const read = await readButton(who.ctx, press.button)
  if (read.kind !== 'ready' || !read.ask) return undefined
  return { id: press.button, title: read.label, submit: read.label, fields: read.ask }
}
