import type { Command } from '#contracts/command.ts'
import type { Reply } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { modelInUse } from '#features/assistant/index.ts'
import { listPosts } from '#features/posts/index.ts'
import { askAssistant } from './assistant/ask-assistant.ts'
import type { Hearing } from './assistant/hearing.ts'
import { callText, keepTurn } from './assistant/turns.ts'
import { parseLine } from './parse-line.ts'
import type { ParsedLine } from './parse-line.ts'
import { refusal } from './run-command.ts'
import { contextOf, forgetContext, keepContext, placeOf } from './said-before.ts'
import { nearby, suggest } from './suggest.ts'
import { turn } from './meant-command.ts'
import { readWords } from './words/read-words.ts'
import type { Meaning } from './words/read-words.ts'
import { worldOf } from './world-of.ts'

/** What a person typed, and what they typed it about. */
export interface Said {
  text: string
  /** The card that they answered, or in whose thread they typed. */
  about?: { type: string; id: string }
  /** Where it was typed: what was said before there is the context. */
  place?: string
  /** Ids of files that they sent with it, stored already. */
  media: string[]
  /** Who waits for it: told how far an answer is that takes a while. */
  hearing?: Hearing | undefined
}

type CommandMeant = { kind: 'command'; command: Command; args: Record<string, string> }

export type Meant = CommandMeant | { kind: 'reply'; reply: Reply }

/**
 * The one place where words become a command. The name of a command with arguments that fit it is taken as that;
 * everything else is read by the grammar. Nothing runs by a guess: what is not sure is asked.
 */
export async function readLine(ctx: Ctx, said: Said): Promise<Meant> {
  const parsed = parseLine(ctx.commands, said.text)
  if (parsed.kind === 'empty') {
    if (said.media.length > 0) return { kind: 'reply', reply: askAboutFiles(ctx, said) }
    const help = ctx.commands.get('help')
    return help ? { kind: 'command', command: help, args: {} } : { kind: 'reply', reply: refusal() }
  }
  // A slip in the name of a command is shown, not run.
  if (
    parsed.kind === 'unknown' &&
    /^(#?\d+)?$/.test(parsed.rest.trim()) &&
    nearby(ctx, parsed.word).length > 0
  )
    return { kind: 'reply', reply: suggest(ctx, parsed.word, parsed.rest) }
  const typed =
    parsed.kind === 'command'
      ? {
          kind: 'command' as const,
          command: parsed.command,
          args: withMedia(parsed.command, parsed.args, said),
        }
      : undefined
  if (typed && isTyped(typed.command, typed.args, said)) return typed
  const meant = await readInWords(ctx, said)
  if (meant.kind === 'command') return { ...meant, args: withMedia(meant.command, meant.args, said) }
  const known = settled(ctx, parsed, typed, meant, said)
  if (!meant.unclear || !ctx.llm || (known.kind === 'command' && takesWords(known, said))) return known
  const model = await modelInUse(ctx)
  if (model === undefined) return known
  const asked = await askAssistant(ctx, model, { ...said, about: meant.about })
  if (asked.kind === 'refused')
    return known.kind === 'reply' ? { kind: 'reply', reply: withReason(known.reply, asked.why) } : known
  // What comes next goes on from this answer, and not from what the grammar read before it.
  await forgetContext(ctx, said)
  return { kind: 'reply', reply: asked.reply }
}

/** What is said or run where the words are not whole sentences that the grammar knows. */
function settled(
  ctx: Ctx,
  parsed: Exclude<ParsedLine, { kind: 'empty' }>,
  typed: CommandMeant | undefined,
  meant: Extract<InWords, { kind: 'reply' }>,
  said: Said,
): Meant {
  // Short forms, like `draft x Doors open at nine`, which the grammar does not take for a whole sentence.
  if (typed && (isShort(typed.command) || meant.unclear) && !leavesWords(typed, said)) return typed
  if (said.media.length > 0) return { kind: 'reply', reply: askAboutFiles(ctx, said) }
  if (parsed.kind === 'unknown' && meant.unclear)
    return { kind: 'reply', reply: suggest(ctx, parsed.word, parsed.rest) }
  return { kind: 'reply', reply: meant.reply }
}

/** All its arguments have names, and what was typed behind it has none: to run it without would be a guess. */
const leavesWords = ({ command, args }: CommandMeant, said: Said): boolean =>
  command.order.length === 0 &&
  Object.keys(command.args.shape).length > 0 &&
  Object.keys(args).length === 0 &&
  /\s/.test(said.text.trim())

/** A command that has no place for what stands behind its name has not read it. */
const takesWords = ({ command, args }: CommandMeant, said: Said): boolean =>
  command.args.safeParse(args).success &&
  (Object.keys(args).some((name) => name !== 'media') || !/\s/.test(said.text.trim()))

/** As before, and why nobody else could read it. */
function withReason(answer: Reply, why: string): Reply {
  const [first, ...rest] = answer.parts
  const reason = { kind: 'text' as const, tone: 'quiet' as const, text: why }
  return { ...answer, parts: first ? [first, reason, ...rest] : [reason] }
}

/** Whole sentences begin with these, too: "draft for Instagram, tomorrow 9am: …", "schedule 12 on Monday". */
const sentences = new Set(['draft', 'schedule', 'reschedule', 'snooze', 'queue', 'ask'])
const isShort = (command: Command) => sentences.has(command.name)

/** Typed in the command's own form: with its object's number, with arguments by name, or with none. */
function isTyped(command: Command, args: Record<string, string>, said: Said): boolean {
  const names = Object.keys(command.args.shape)
  if (names.some((name) => new RegExp(`(^|\\s)${name}:`, 'i').test(said.text))) return true
  if (isShort(command)) return !/\s/.test(said.text.trim()) && command.args.safeParse({}).success
  const [first = ''] = command.order
  if (first !== 'post' && first !== 'conversation') return command.args.safeParse(args).success
  const object = args[first]
  return object === undefined ? said.about === undefined : /^#?\d+([,\s]+#?\d+)*$/.test(object)
}

/** The post that was drafted just before, in the same place by the same person: their newest. */
async function withOwnPost(ctx: Ctx, meaning: Meaning): Promise<Meaning> {
  if (meaning.kind !== 'command' || meaning.args['post'] !== '@context') return meaning
  const { items } = await listPosts(ctx, { mine: 'true' }, { limit: 1 })
  const [newest] = items
  return newest
    ? { ...meaning, args: { ...meaning.args, post: String(newest.number) } }
    : { kind: 'clarify', field: 'post' }
}

type InWords =
  | CommandMeant
  /** `unclear`: the grammar does not know the words at all. */
  | { kind: 'reply'; reply: Reply; unclear: boolean; about?: string | undefined }

async function readInWords(ctx: Ctx, said: Said): Promise<InWords> {
  const [world, context] = await Promise.all([worldOf(ctx), contextOf(ctx, said)])
  const about = await placeOf(ctx, said.about)
  const meaning = readWords(world, {
    text: said.text,
    ...(about ? { in: about } : {}),
    ...(context ? { context } : {}),
  })
  await keepContext(ctx, said, meaning)
  const turned = turn(ctx, world, await withOwnPost(ctx, meaning))
  if (turned.kind === 'command') {
    const { command, args } = turned
    if (ctx.llm) await keepTurn(ctx, said.place, { said: said.text, did: callText(command.name, args) })
    return turned
  }
  return {
    ...turned,
    unclear: meaning.kind === 'refuse' && meaning.reason === 'not_a_command',
    about: aboutText(about),
  }
}

const aboutText = (about: { post?: string; conversation?: string } = {}): string | undefined =>
  about.post ? `post ${about.post}` : about.conversation && `conversation ${about.conversation}`

/** Files go to the argument `media` of the command, where it has one. */
function withMedia(command: Command, args: Record<string, string>, said: Said): Record<string, string> {
  return said.media.length > 0 && 'media' in command.args.shape
    ? { ...args, media: said.media.join(',') }
    : args
}

/** A picture without an order: what it may be for, with what was written beside it. */
function askAboutFiles(ctx: Ctx, said: Said): Reply {
  const taking = [...ctx.commands.values()].filter(
    (command) => 'media' in command.args.shape && (!command.scope || ctx.scopes.has(command.scope)),
  )
  const files = said.media.length === 1 ? 'this file' : `these ${said.media.length} files`
  if (taking.length === 0)
    return refusal({
      kind: 'text',
      tone: 'warn',
      text: `There is nothing here that ${files} can be used for.`,
    })
  return refusal(
    { kind: 'text', text: `What should be made of ${files}?` },
    {
      kind: 'buttons',
      buttons: taking.map((command) => ({
        label: command.summary,
        command: { name: command.name, args: argsOf(command, said) },
      })),
    },
  )
}

function argsOf(command: Command, said: Said): Record<string, string> {
  const text = said.text.trim()
  return withMedia(command, text !== '' && 'text' in command.args.shape ? { text } : {}, said)
}
