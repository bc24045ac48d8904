import { setTimeout as wait } from 'node:timers/promises'
import type { ChatInput, ChatView, PostedMessage } from '#contracts/surface.ts'
import { beginProgress, keepProgress, readProgress } from '#features/assistant/index.ts'
import { surfaceOf, workspaceIo } from '#features/chats/index.ts'
import type { WorkspaceRow } from '#features/chats/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import type { Hearing, Progress } from './assistant/hearing.ts'

/** Chats let a bot write about once a second in one place. */
const betweenEditsMs = 1_200

export interface ChatProgress extends Hearing {
  /** Says no more. Answers the message that told the steps, which becomes the answer. */
  end(): Promise<PostedMessage | undefined>
}

/**
 * Tells a person in a chat how far their answer is: one message, at once, in which the steps are edited. Its row is
 * committed before it is posted, so that a run after a crash goes on in it, or is silent, and never posts another.
 */
export function makeChatProgress(
  who: { ctx: Ctx; workspace: WorkspaceRow | undefined },
  inputId: string,
  input: ChatInput,
): ChatProgress {
  const { ctx } = who
  const ended = new AbortController()
  let wanted: string | undefined
  let work: Promise<void> | undefined
  let message: PostedMessage | undefined
  let isSilent = false

  function tell(progress: Progress): void {
    if (progress.kind !== 'step' || isSilent || ended.signal.aborted) return
    wanted = progress.text
    work ??= sayAll()
  }

  async function sayAll(): Promise<void> {
    try {
      for (let text = take(); text !== undefined; text = take()) {
        await say(text)
        await pause(ended.signal)
      }
    } catch (error) {
      // The answer itself will say what there is to say; how far it is may be missed.
      isSilent = true
      ctx.log.info({ reason: errorText(error), surface: input.surface }, 'a step was not told')
    } finally {
      work = undefined
    }
  }

  function take(): string | undefined {
    const text = isSilent || ended.signal.aborted ? undefined : wanted
    wanted = undefined
    return text
  }

  async function say(text: string): Promise<void> {
    const surface = surfaceOf(ctx, input.surface)
    const io = workspaceIo(ctx.app, { ...input, orgId: ctx.orgId, workspace: who.workspace })
    const view = stepView(text)
    if (!message && (await surface.showWorking?.(io, input, view))) return
    if (!message && !(await beginProgress(ctx, inputId))) message = await readProgress(ctx, inputId)
    else if (!message) {
      // A key of its own: the answer may have to be a message beside it.
      message = await surface.answer(io, { ...input, key: `${input.key} working` }, view)
      if (message) return keepProgress(ctx, inputId, message)
    }
    if (message) await surface.update(io, message, view)
    else isSilent = true
  }

  async function end(): Promise<PostedMessage | undefined> {
    ended.abort()
    await work
    const isTyped = input.act.kind === 'line' || input.act.kind === 'command'
    return message ?? (isTyped ? readProgress(ctx, inputId) : undefined)
  }

  return { tell, end }
}

export const stepView = (text: string): ChatView => ({
  private: false,
  tone: undefined,
  parts: [{ kind: 'text', tone: 'quiet', text }],
})

const pause = (signal: AbortSignal): Promise<void> =>
  wait(betweenEditsMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
