import type { Reply } from '#contracts/reply.ts'
import type { ChatInput } from '#contracts/surface.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { isPassingError } from '#kernel/errors.ts'
import {
  claimInput,
  drawCard,
  findWorkspace,
  keepAnswer,
  markWorkspaceLost,
  readAnswer,
  redrawCopy,
  toView,
  touchLink,
} from '#features/chats/index.ts'
import type { CopyRow, StoredAnswer } from '#features/chats/index.ts'
import { writeNote } from '#features/inbox/index.ts'
import { makeChatProgress } from './chat-progress.ts'
import type { ChatProgress } from './chat-progress.ts'
import { deliver } from './deliver.ts'
import { greetStranger } from './greet-stranger.ts'
import { handleStart } from './handle-start.ts'
import { identify } from './identify.ts'
import type { Who } from './identify.ts'
import { resolveAct } from './resolve-act.ts'
import type { Resolved } from './resolve-act.ts'
import { answerError, performCommand } from './run-command.ts'
import { storeFiles } from './store-files.ts'

type Member = Extract<Who, { kind: 'member' }>

/** Who it was, what they meant, doing it once, and the answer. */
export async function handleInput(
  app: App,
  inputId: string,
  input: ChatInput,
  { lastTry }: { lastTry: boolean },
): Promise<void> {
  if (input.act.kind === 'removed') return lose(app, input)
  if (input.act.kind === 'start') return handleStart(app, input, input.act)
  const requestId = `chat-${inputId}`
  const who = await identify(app, input, { requestId, origin: originOf(input) })
  if (who.kind !== 'member') return greetStranger(app, input, who)
  const known = await readAnswer(who.ctx, inputId)
  const progress = makeChatProgress(who, inputId, input)
  const answer = known ?? (await doOnce(who, inputId, input, { lastTry, progress }))
  await deliver(app, input, who, answer, await progress.end())
}

function originOf({ surface, act, key }: ChatInput) {
  const message = act.kind === 'press' || act.kind === 'thread_message' ? act.message.message : key
  return { surface, message }
}

async function doOnce(
  who: Member,
  inputId: string,
  input: ChatInput,
  { lastTry, progress }: { lastTry: boolean; progress: ChatProgress },
): Promise<StoredAnswer> {
  const { ctx } = who
  try {
    const media = await storeFiles(ctx, input, who.workspace)
    const meant = await resolveAct(ctx, input, media, progress)
    const done = await perform(ctx, inputId, meant, who)
    await afterwards(who, meant)
    return done
  } catch (error) {
    if (isPassingError(error) && !lastTry) {
      await progress.end()
      throw error
    }
    const reply = answerError(ctx, error)
    return inTransaction(ctx, async (tx) => claimAndKeep(tx, inputId, async () => reply, who))
  }
}

/** The work and the fact that it was done are one transaction. */
async function perform(ctx: Ctx, inputId: string, meant: Resolved, who: Member): Promise<StoredAnswer> {
  if (meant.kind === 'command' && meant.command.outside) {
    const reply = await performCommand(ctx, meant.command, meant.args)
    return inTransaction(ctx, (tx) => claimAndKeep(tx, inputId, async () => reply, who, copyOf(meant)))
  }
  return inTransaction(ctx, (tx) =>
    claimAndKeep(tx, inputId, () => run(tx, inputId, meant), who, copyOf(meant)),
  )
}

const copyOf = (meant: Resolved): CopyRow | undefined => (meant.kind === 'command' ? meant.copy : undefined)

async function run(tx: Ctx, inputId: string, meant: Resolved): Promise<Reply | undefined> {
  switch (meant.kind) {
    case 'command':
      return performCommand(tx, meant.command, meant.args)
    case 'reply':
      return meant.reply
    case 'note': {
      const files = meant.media.map((id) => `${tx.config.publicUrl}/media/${id}`)
      const text = [meant.text, ...files].filter((line) => line.trim() !== '').join('\n')
      if (text !== '') await writeNote(tx, { conversationId: meant.conversationId, text, clientId: inputId })
      return undefined
    }
    case 'nothing':
      return undefined
  }
}

async function claimAndKeep(
  tx: Ctx,
  inputId: string,
  work: () => Promise<Reply | undefined>,
  who: Member,
  copy?: CopyRow,
): Promise<StoredAnswer> {
  if (!(await claimInput(tx, inputId))) return (await readAnswer(tx, inputId)) ?? { view: null, card: null }
  const answer = await toAnswer(tx, greeted(await work(), who), copy)
  await keepAnswer(tx, inputId, answer)
  return answer
}

async function toAnswer(tx: Ctx, reply: Reply | undefined, copy: CopyRow | undefined): Promise<StoredAnswer> {
  if (!reply) return { view: null, card: null }
  if (!reply.card) return { view: await toView(tx, reply, { memberId: tx.memberId }), card: null }
  // The pressed card is the answer: it is drawn anew where it stands.
  if (copy?.object_type === reply.card.type && copy.object_id === reply.card.id)
    return { view: null, card: null }
  return drawCard(tx, reply.card, reply)
}

/** Nobody is linked without being told. */
function greeted(reply: Reply | undefined, { linkedNow, ctx }: Member): Reply | undefined {
  if (!linkedNow || !reply) return reply
  const text = `You are linked to ${ctx.actor.name} in Parley, by the address that both know. Take it back in your settings.`
  return { ...reply, parts: [{ kind: 'text', tone: 'quiet', text }, ...reply.parts] }
}

async function afterwards({ ctx, linkId }: Member, meant: Resolved): Promise<void> {
  await touchLink(ctx, linkId)
  const outdated = meant.kind === 'reply' ? meant.stale : copyOf(meant)
  if (outdated) await redrawCopy(ctx, outdated)
}

async function lose(app: App, input: ChatInput): Promise<void> {
  const { surface, sandbox, workspace } = input
  const row = workspace === undefined ? undefined : await findWorkspace(app, surface, sandbox, workspace)
  if (row) await markWorkspaceLost(makeCtx(app, { orgId: row.org_id }), row.id, 'The bot was removed there.')
}
