import { ChatError } from '#contracts/surface.ts'
import type {
  ChatFailure,
  ChatInput,
  ChatView,
  PostedMessage,
  Surface,
  WorkspaceIo,
} from '#contracts/surface.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { keepCopy, markWorkspaceLost, surfaceOf, workspaceIo } from '#features/chats/index.ts'
import type { StoredAnswer, WorkspaceRow } from '#features/chats/index.ts'
import { stepView } from './chat-progress.ts'

/**
 * Says the answer where the act was done. What passes is thrown, so that the job says it once more; what does not
 * is told to the log: the act itself stands. `progress`, the message that told how far it is, becomes the answer.
 */
export async function deliver(
  app: App,
  input: ChatInput,
  to: { ctx?: Ctx; workspace: WorkspaceRow | undefined },
  { view, card }: StoredAnswer,
  progress?: PostedMessage,
): Promise<void> {
  if (!view) return
  const surface = surfaceOf(app, input.surface)
  const io = workspaceIo(app, { ...input, orgId: to.ctx?.orgId, workspace: to.workspace })
  try {
    const isIts =
      progress !== undefined && fits(surface, input, view) && (await redraw(surface, io, progress, view))
    const posted = isIts ? progress : await answerOrPost(surface, io, input, view)
    if (to.ctx && card && posted) await keep(to.ctx, input, to.workspace, posted, { view, card })
    if (progress && !isIts) await close(app, surface, io, progress, input, view)
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    if (error.kind === 'rate_limited' || error.kind === 'unavailable') throw error
    app.log.warn({ err: error, surface: input.surface, kind: error.kind }, 'an answer was not said')
    if (error.kind === 'auth_expired' && to.workspace) {
      const { org_id: orgId, id } = to.workspace
      await markWorkspaceLost(makeCtx(app, { orgId }), id, errorText(error))
    }
  }
}

/** Fewer than one message of any chat takes. */
const mostLetters = 2_500

/** Whether an edit shows all of it, and to nobody else. */
function fits(surface: Surface, input: ChatInput, { parts, private: isPrivate }: ChatView): boolean {
  const isSeenByOthers = isPrivate && !input.place.direct
  const pictures = parts.filter(({ kind }) => kind === 'image').length
  const words = parts.filter(({ kind }) => kind !== 'image' && kind !== 'buttons')
  const most = pictures === 0 ? mostLetters : Math.min(mostLetters, surface.captionLetters ?? mostLetters)
  const isWhole = pictures <= 1 && JSON.stringify(words).length <= most
  return !isSeenByOthers && isWhole && parts.every(({ kind }) => kind !== 'file')
}

/** What stands there cannot be changed: then a message of its own is posted. */
const kept = new Set<ChatFailure>(['gone', 'rejected', 'permission', 'expired'])

async function redraw(
  surface: Surface,
  io: WorkspaceIo,
  message: PostedMessage,
  view: ChatView,
): Promise<boolean> {
  try {
    await surface.update(io, message, view)
    return true
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    // Drawn twice is drawn once, so it may be tried again.
    if (error.kind === 'outcome_unknown') throw new ChatError('unavailable', error.message, { cause: error })
    if (kept.has(error.kind)) return false
    throw error
  }
}

/** The answer stands elsewhere: the message that told the steps says so. It must not have the answer said twice. */
async function close(
  app: App,
  surface: Surface,
  io: WorkspaceIo,
  progress: PostedMessage,
  input: ChatInput,
  view: ChatView,
): Promise<void> {
  const words =
    view.private && !input.place.direct ? 'I have answered you in private.' : 'Here is what I found.'
  try {
    await redraw(surface, io, progress, stepView(words))
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    app.log.info({ reason: errorText(error), surface: input.surface }, 'a step stays where the answer is')
  }
}

/** The way to answer an act ends after a while; then a message of its own is posted. */
async function answerOrPost(
  surface: Surface,
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  try {
    return await surface.answer(io, input, view)
  } catch (error) {
    if (!(error instanceof ChatError && error.kind === 'expired')) throw error
    const { channel, thread } = input.place
    const here = { channel, ...(thread === undefined ? {} : { thread }) }
    const isSeenByOthers = view.private && !input.place.direct
    return surface.post(io, isSeenByOthers ? await surface.directPlace(io, input.user.id) : here, view)
  }
}

/** A card that others see is drawn for the team from then on; one in a direct message for its reader. */
async function keep(
  ctx: Ctx,
  input: ChatInput,
  workspace: WorkspaceRow | undefined,
  posted: PostedMessage,
  { view, card }: { view: ChatView; card: NonNullable<StoredAnswer['card']> },
): Promise<void> {
  const place = { surface: input.surface, sandbox: input.sandbox, workspaceId: workspace?.id ?? null }
  const isPrivate = view.private || input.place.direct
  const owner = isPrivate
    ? { memberId: ctx.memberId ?? null, userId: input.user.id }
    : { memberId: null, userId: null }
  await keepCopy(ctx, place, posted, card, owner)
}
