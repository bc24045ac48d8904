import { setTimeout as wait } from 'node:timers/promises'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { formFor } from '#bots/core/form-for.ts'
import { receive } from '#bots/core/receive.ts'
import { moveWorkspace } from '#bots/core/workspaces.ts'
import type { App } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { keepAlbumPart } from './albums.ts'
import { takeAnswer } from './answer-form.ts'
import { askField } from './ask-form.ts'
import { chatOf } from './place.ts'
import { readUpdate } from './read-update.ts'
import type { BotSelf, ReadUpdate } from './read-update.ts'
import { update as updateShape } from './schema.ts'
import { stopSpinner } from './spinner.ts'

/**
 * A press that is answered with a few words shows them over the chat, for the presser alone; but only the first
 * answer counts. So the button turns this long before it is told to stop, whatever comes.
 */
const spinMs = 150

/**
 * Takes in one update. When it resolves nothing of it can be lost any more and it may be confirmed; it throws only
 * when our own side failed and Telegram should send it again. Safe to repeat.
 */
export async function handleUpdate(app: App, io: SurfaceIo, bot: BotSelf, body: unknown): Promise<void> {
  const parsed = updateShape.safeParse(body)
  if (!parsed.success) {
    io.log.warn({ issues: parsed.error.issues.length }, 'an update of Telegram was not understood')
    return
  }
  const commands = new Set(app.commands.keys())
  await take(app, io, readUpdate(parsed.data, { bot, sandbox: io.sandbox, commands, now: io.clock.now() }))
}

async function take(app: App, io: SurfaceIo, read: ReadUpdate): Promise<void> {
  switch (read.kind) {
    case 'ignored':
      return
    case 'spinner':
      return stopSpinner(io, read.callback)
    case 'moved':
      return moveWorkspace(app, 'telegram', io.sandbox, read)
    case 'press':
      return takePress(app, io, read)
    case 'input':
      return takeInput(app, io, read)
  }
}

async function takeInput(
  app: App,
  io: SurfaceIo,
  read: Extract<ReadUpdate, { kind: 'input' }>,
): Promise<void> {
  const { input, album } = read
  if (await takeAnswer(app, io, read)) return
  if (album === undefined) {
    await receive(app, input)
    return
  }
  await keepAlbumPart(app, `${io.sandbox}:${chatOf(input.place.channel)}:${album}`, input)
}

/** A button that asks opens its form here and now; all else is done by the core's job. */
async function takePress(
  app: App,
  io: SurfaceIo,
  read: Extract<ReadUpdate, { kind: 'press' }>,
): Promise<void> {
  const { input, callback } = read
  if (read.asks && (await openForm(app, io, input, callback))) return
  await receive(app, input)
  setTimeout(() => void stopSpinner(io, callback), spinMs).unref()
}

/** False: there is nothing to ask, or it would be refused; then the press itself says why. */
async function openForm(app: App, io: SurfaceIo, input: ChatInput, callback: string): Promise<boolean> {
  const { act, user, workspace } = input
  if (act.kind !== 'press') return false
  const press = { button: act.button, user, ...(workspace === undefined ? {} : { workspace }) }
  const form = await formFor(app, 'telegram', io.sandbox, press)
  if (!form || form.fields.length === 0) return false
  const { id, title, fields } = form
  const prompt = { form: id, title, fields, at: 0, values: {}, message: act.message }
  void askSoon(io, callback, () => askField(app, io, input, prompt))
  return true
}

/** So long a person looks at a turning button before they press again. */
const patienceMs = 20_000

/**
 * Telegram takes one message a second in a chat, and a card may just have been drawn there: the question waits its
 * turn, and the update does not wait for it. When that takes too long the person is told to press again.
 */
async function askSoon(io: SurfaceIo, callback: string, ask: () => Promise<void>): Promise<void> {
  const end = io.clock.now().getTime() + patienceMs
  try {
    for (;;) {
      const waitMs = await ask().then(
        () => 0,
        (error: unknown) => waitAfter(io, error, end),
      )
      if (waitMs === 0) return await stopSpinner(io, callback)
      await wait(waitMs, undefined, { ref: false })
    }
  } catch (error) {
    io.log.info({ reason: errorText(error) }, 'a form could not be opened')
    await stopSpinner(io, callback, 'Telegram is busy. Please press again in a moment.')
  }
}

/** How long until it may be asked again, in ms; throws when that is not worth waiting for. */
function waitAfter(io: SurfaceIo, error: unknown, end: number): number {
  const retryAt = error instanceof ChatError && error.kind === 'rate_limited' ? error.retryAt : undefined
  const now = io.clock.now().getTime()
  const waitMs = Math.max(50, (retryAt?.getTime() ?? Infinity) - now)
  if (now + waitMs > end) throw error
  return waitMs
}
