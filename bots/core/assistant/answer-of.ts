import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { maySay } from './check-sentence.ts'
import { factsText } from './model-text.ts'
import { callText } from './turns.ts'
import type { Run } from './runs.ts'

/**
 * What the tools answered, with the model's sentence above it if every number in it is theirs.
 *
 * @returns undefined where nothing ran: there is nothing that a sentence could rest on.
 */
export function answerOf(
  ctx: Ctx,
  runs: readonly Run[],
  words: string,
  question: string,
): { reply: Reply; sentence: string } | undefined {
  const good = runs.filter((run) => run.ok)
  const last = runs.at(-1)
  if (!last) return undefined
  // Only refusals, or a question back: the last one is the answer.
  if (good.length === 0) return { reply: last.reply, sentence: '' }
  const said = withoutMarkup(words)
  const evidence = {
    results: good.map((run) => factsText(run.reply)).join('\n'),
    asked: [question, ...good.map((run) => callText(run.command.name, run.args))].join('\n'),
  }
  const sentence = maySay(said, evidence) ? said : ''
  const shown = together(ctx, good)
  const parts: ReplyPart[] = [
    ...(sentence === '' ? [] : [{ kind: 'text' as const, text: sentence }]),
    ...shown.parts,
  ]
  return { reply: { ...shown, parts }, sentence }
}

/** What the tools have answered up to now, as it will stand below the sentence. */
export function shownOf(ctx: Ctx, runs: readonly Run[]): Reply | undefined {
  const good = runs.filter((run) => run.ok)
  return good.length === 0 ? undefined : together(ctx, good)
}

function together(ctx: Ctx, runs: readonly Run[]): Reply {
  const [only, ...others] = runs
  if (only && others.length === 0) return only.reply
  return {
    parts: runs.flatMap(({ reply }) => (reply.card ? withoutActs(ctx, reply.parts) : reply.parts)),
    private: runs.some(({ reply }) => reply.private),
  }
}

/** A card among others is not bound to the state that it shows, so nothing may be done from it. */
function withoutActs(ctx: Ctx, parts: readonly ReplyPart[]): ReplyPart[] {
  return parts.flatMap((part): ReplyPart[] => {
    if (part.kind === 'form') return []
    if (part.kind !== 'buttons') return [part]
    const buttons = part.buttons.filter(
      (button) => !('command' in button) || !ctx.commands.get(button.command.name)?.writes,
    )
    return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons }]
  })
}

const withoutMarkup = (text: string) =>
  text
    .replaceAll(/[*`_#]{2,}|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
