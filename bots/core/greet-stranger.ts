import type { ChatInput, ChatView } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { newChatToken } from '#features/chats/index.ts'
import { deliver } from './deliver.ts'
import type { Who } from './identify.ts'

/** A thread of the team is not interrupted by more than this. */
const rule = { points: 3, perMs: 10 * 60_000 }

/** Somebody whom we do not know: how they make themselves known, for their eyes only, and nothing else. */
export async function greetStranger(
  app: App,
  input: ChatInput,
  who: Exclude<Who, { kind: 'member' }>,
): Promise<void> {
  const { surface, sandbox, workspace, user, act } = input
  const taken = await app.limiter.take(
    `chat-greeting:${surface}:${sandbox}:${workspace ?? ''}:${user.id}`,
    rule,
  )
  if (!taken.ok && act.kind === 'thread_message') return
  const view = who.kind === 'elsewhere' ? notConnected : await linkView(app, input)
  await deliver(
    app,
    input,
    { workspace: who.kind === 'stranger' ? who.workspace : undefined },
    { view, card: null },
  )
}

const notConnected: ChatView = {
  private: true,
  tone: 'warn',
  parts: [
    {
      kind: 'text',
      text: 'This chat is not connected to a team in Parley. Connect it in the settings, under Chats, or write to me directly.',
    },
  ],
}

async function linkView(app: App, input: ChatInput): Promise<ChatView> {
  const { surface, sandbox, workspace, user } = input
  const token = await newChatToken(app, {
    kind: 'link',
    surface,
    sandbox,
    workspace,
    userId: user.id,
    userName: user.name,
  })
  return {
    private: true,
    tone: 'normal',
    parts: [
      { kind: 'text', text: 'I do not know you yet. Link yourself once, then everything works from here.' },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Link to your Parley account', url: `${app.config.publicUrl}/chat-link?token=${token}` },
        ],
      },
      { kind: 'text', tone: 'quiet', text: 'The link is for you alone, and works for 15 minutes.' },
    ],
  }
}
