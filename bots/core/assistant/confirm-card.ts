import type { Command } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { askConfirmation } from '../confirm-write.ts'
import { subjectsOf } from './subjects.ts'

/** Longer ones stand apart, whole: what is confirmed is what is read. */
const shortMost = 80

/**
 * What the model would have done, in plain words, for the asker to do or leave: theirs alone, once, within ten
 * minutes, and only while it is as it was.
 */
export async function confirmCard(ctx: Ctx, command: Command, given: Record<string, string>): Promise<Reply> {
  const subjects = await subjectsOf(ctx, given)
  const args = { ...given, ...Object.fromEntries(subjects.map(({ argument, value }) => [argument, value])) }
  const shown = { ...args, ...Object.fromEntries(subjects.map(({ argument, label }) => [argument, label])) }
  const token = await askConfirmation(ctx, { command: command.name, args })
  const button = command.outside ? 'confirm-outside' : 'confirm-write'
  const seen = subjects.flatMap((subject) => subject.seen)
  return {
    ...reply(
      { kind: 'text', text: `Shall I do this? ${command.summary}.` },
      ...argumentParts(shown),
      { kind: 'text', tone: 'quiet', text: 'Nothing is done yet. It waits ten minutes for you.' },
      {
        kind: 'buttons',
        buttons: [
          {
            label: 'Do it',
            style: 'primary',
            command: {
              name: button,
              args: { token, ...(seen.length > 0 ? { seen: JSON.stringify(seen) } : {}) },
            },
          },
          { label: 'Leave', command: { name: button, args: { token, leave: 'yes' } } },
        ],
      },
    ),
    private: true,
  }
}

function argumentParts(args: Record<string, string>): ReplyPart[] {
  const entries = Object.entries(args)
  const isLong = ([name, value]: [string, string]) =>
    name === 'text' || value.length > shortMost || value.includes('\n')
  const fields = entries.filter((entry) => !isLong(entry))
  return [
    ...(fields.length > 0
      ? [
          {
            kind: 'fields' as const,
            fields: fields.map(([name, value]) => ({ label: labelOf(name), value })),
          },
        ]
      : []),
    ...entries.filter(isLong).flatMap(([name, value]): ReplyPart[] => [
      { kind: 'text', tone: 'quiet', text: labelOf(name) },
      { kind: 'quote', text: value },
    ]),
  ]
}

const labelOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
