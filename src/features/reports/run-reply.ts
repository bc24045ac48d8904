import { reply } from '#contracts/reply.ts'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { replyOf } from '#features/ask/index.ts'
import type { AnsweredSection } from './schema.ts'

/** A run as it was sent: the same numbers wherever and whenever it is looked at. */
export async function getRun(ctx: Ctx, runId: string) {
  const run = await ctx.db
    .selectFrom('report_runs')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', runId)
    .executeTakeFirst()
  if (!run) throw notFound('report')
  return run
}

export async function runReply(ctx: Ctx, runId: string): Promise<Reply> {
  const run = await getRun(ctx, runId)
  const stop = { label: 'Stop sending', command: { name: 'stop-report', args: { report: run.schedule_id } } }
  if (run.state === 'quiet')
    return reply(
      { kind: 'heading', text: run.name },
      {
        kind: 'text',
        tone: 'quiet',
        text: 'There is nothing new to report. I stay silent until there is.',
      },
      { kind: 'buttons', buttons: [stop] },
    )
  return reply(
    { kind: 'heading', text: run.name },
    ...run.sections.flatMap((section) => sectionParts(section, run.sections.length > 1)),
    { kind: 'buttons', buttons: [stop] },
  )
}

function sectionParts({ title, answer, error }: AnsweredSection, several: boolean): ReplyPart[] {
  const heading: ReplyPart[] = several ? [{ kind: 'heading', text: title }] : []
  if (!answer) return [...heading, { kind: 'text', tone: 'warn', text: error ?? 'It could not be answered.' }]
  // Each section of a page would bring its own row of buttons.
  return [...heading, ...replyOf(answer).parts.filter((part) => part.kind !== 'buttons')]
}
