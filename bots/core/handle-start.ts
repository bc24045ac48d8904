import type { ChatAct, ChatInput, ChatView } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import {
  connectFound,
  findWorkspace,
  linkPerson,
  memberCtx,
  readChatToken,
  takeChatToken,
} from '#features/chats/index.ts'
import { deliver } from './deliver.ts'

type Start = Extract<ChatAct, { kind: 'start' }>

/** The bot was opened, or brought to a group, with a one-time token. */
export async function handleStart(app: App, input: ChatInput, act: Start): Promise<void> {
  let view: ChatView
  try {
    view = say(await useToken(app, input, act), 'good')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    view = say(error.message, 'warn')
  }
  const { surface, sandbox, workspace } = input
  const row = workspace === undefined ? undefined : await findWorkspace(app, surface, sandbox, workspace)
  await deliver(app, input, { workspace: row }, { view, card: null })
}

async function useToken(app: App, input: ChatInput, act: Start): Promise<string> {
  const { surface, sandbox } = input
  const token = await readChatToken(app, act.token)
  if (token?.surface !== surface || token.sandbox !== sandbox) throw tooOld()
  if (token.kind === 'connect') {
    const name = act.chatName ?? 'Group'
    const workspace = {
      externalId: input.workspace ?? input.place.channel,
      name,
      credentials: {},
      settings: {},
    }
    await connectFound(app, surface, sandbox, { token: act.token, workspace, user: input.user })
    return `${name} is connected. Cards will be posted here; choose which in the settings, under Chats.`
  }
  const taken = token.kind === 'person' ? await takeChatToken(app, act.token) : undefined
  if (taken?.kind !== 'person') throw tooOld()
  const ctx = await memberCtx(app, taken.orgId, taken.memberId)
  const { workspace, user } = input
  const person = { surface, sandbox, workspace, userId: user.id, userName: user.name }
  await linkPerson(ctx, person, 'by opening the bot')
  return `You are linked to ${ctx.actor.name}. Type “help” to see what you can do here.`
}

const tooOld = () =>
  invalid('This address was used already or is too old. Ask for a new one in the settings.')

const say = (text: string, tone: ChatView['tone']): ChatView => ({
  private: true,
  tone,
  parts: [{ kind: 'text', text }],
})
