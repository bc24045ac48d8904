import type { Command } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { refusal } from './run-command.ts'
import type { Args, CommandName, Meaning, Question, Refusal, World } from './words/meaning.ts'

/** What the grammar calls a command, and what the registry does. */
const registry: Partial<Record<CommandName, string>> = {
  draft: 'draft',
  schedule: 'schedule',
  reschedule: 'reschedule',
  approve: 'approve',
  reject: 'reject',
  request_changes: 'request-changes',
  queue: 'queue',
  'inbox.list': 'inbox',
  'inbox.reply': 'reply',
  'inbox.note': 'note',
  'inbox.assign': 'assign',
  'inbox.snooze': 'snooze',
  'inbox.resolve': 'resolve',
  ask: 'ask',
  forecast: 'forecast',
  funnel: 'funnel',
  cohorts: 'cohorts',
  metrics: 'metrics',
  'metric.define': 'define-metric',
  'report.schedule': 'schedule-report',
  'alert.create': 'alert',
  help: 'help',
  status: 'status',
}

export type Turned =
  | { kind: 'command'; command: Command; args: Record<string, string> }
  | { kind: 'reply'; reply: Reply }

/** A meaning as a command of the registry with its arguments as text; a question or a refusal in words. */
export function turn(ctx: Ctx, world: World, meaning: Meaning): Turned {
  if (meaning.kind === 'refuse')
    return { kind: 'reply', reply: refusal({ kind: 'text', tone: 'warn', text: refusals[meaning.reason] }) }
  if (meaning.kind === 'clarify') return { kind: 'reply', reply: ask(ctx, world, meaning) }
  const command = ctx.commands.get(registry[meaning.command] ?? '')
  if (!command) return { kind: 'reply', reply: refusal({ kind: 'text', tone: 'warn', text: notYet }) }
  return { kind: 'command', command, args: textOf(world, meaning.command, meaning.args) }
}

const notYet = 'I cannot do that yet. Write “help” to see what I can do.'

const refusals: Record<Refusal, string> = {
  unknown_metric:
    'There is no such figure here. Write “metrics” to see what is measured, or to make your own of it.',
  unknown_account: 'That account or platform is not connected. See Channels in the browser.',
  unknown_campaign: 'There is no campaign of that name.',
  unknown_member: 'Nobody of that name is in the team.',
  unknown_post: 'There is no such post. Write “posts” to see them.',
  prediction:
    'Nobody can say that for certain, so I do not either. Ask “forecast followers until december” for a range.',
  secret: 'Passwords and tokens are never told here.',
  not_a_command: 'I did not understand that. Write “help” to see what I can do.',
}

const questions: Record<Question, string> = {
  at: 'When exactly? Say a day and a time, like tomorrow 9am or Friday 18:30.',
  text: 'What should it say? Write it after a colon.',
  platforms: 'Where should it go? Name a platform, like x or instagram.',
  post: 'Which post do you mean? Write its number.',
  conversation: 'Which conversation do you mean? Write its number.',
  member: 'Whom do you mean?',
}

/** What each question is called among the arguments of the registry. */
const argumentOf: Record<Question, string> = {
  at: 'at',
  text: 'text',
  platforms: 'platforms',
  post: 'post',
  conversation: 'conversation',
  member: 'to',
}

function ask(ctx: Ctx, world: World, meaning: Extract<Meaning, { kind: 'clarify' }>): Reply {
  const { field, options = [], command: name, args = {} } = meaning
  const command = name === undefined ? undefined : ctx.commands.get(registry[name] ?? '')
  const parts = [{ kind: 'text' as const, tone: 'warn' as const, text: questions[field] }]
  if (!command || name === undefined) return refusal(...parts)
  const said = textOf(world, name, args)
  const buttons = [
    ...options.slice(0, 5).map((option) => ({
      label: option.label.slice(0, 70),
      command: { name: command.name, args: { ...said, [argumentOf[field]]: option.id } },
    })),
    ...(options.length === 0
      ? [
          {
            label: 'Say it',
            command: { name: command.name, args: said },
            ask: [
              {
                name: argumentOf[field],
                label: questions[field],
                kind: field === 'text' ? ('text' as const) : ('line' as const),
                required: true,
              },
            ],
          },
        ]
      : []),
  ]
  return { ...reply(...parts, { kind: 'buttons', buttons }), private: true }
}

/** Their filters stand among the other arguments. */
const flat = new Set<CommandName>(['ask', 'alert.create', 'forecast', 'funnel', 'cohorts'])

/** Typed arguments as the registry takes them: text by name. */
function textOf(world: World, name: CommandName, args: Args): Record<string, string> {
  if (name === 'inbox.list') return inboxArgs(world, args)
  if (flat.has(name)) return askArgs(args)
  if (name === 'report.schedule') {
    const { ask, ...rest } = args
    return { ...askArgs(rest), ...(typeof ask === 'object' && ask !== null ? askArgs({ ...ask }) : {}) }
  }
  const entries = Object.entries(args).flatMap(([key, value]): Array<[string, string]> => {
    if (value === undefined || value === null) return []
    if (key === 'accounts' && Array.isArray(value))
      return [
        [key, value.map((id) => world.accounts.find((one) => one.id === id)?.name ?? String(id)).join(', ')],
      ]
    if (key === 'member') return typeof value === 'string' ? [['to', memberWord(world, value)]] : []
    if (key === 'period' && isPeriod(value)) return [[key, `${value.from}..${value.to}`]]
    if (Array.isArray(value)) return [[key, value.map(String).join(',')]]
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
  })
  return Object.fromEntries(entries)
}

const isPeriod = (value: unknown): value is { from: string; to: string } =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value

function memberWord(world: World, id: string): string {
  if (id === 'none') return 'nobody'
  return world.members.find((member) => member.id === id)?.name ?? id
}

/** Filters stand beside the other arguments; several values are one text. */
function askArgs({ filters, period, compare, ...rest }: Args): Record<string, string> {
  const days = (value: unknown) => (isPeriod(value) ? `${value.from}..${value.to}` : value)
  const all = {
    ...rest,
    ...(typeof filters === 'object' ? filters : {}),
    period: days(period),
    compare: days(compare),
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]): Array<[string, string]> =>
      value === undefined || value === null ? [] : [[key, [value].flat().map(String).join(',')]],
    ),
  )
}

function inboxArgs(world: World, args: Args): Record<string, string> {
  const filter =
    typeof args['filter'] === 'object' && args['filter'] !== null
      ? new Map(Object.entries(args['filter']))
      : new Map<string, unknown>()
  const text = (key: string) => {
    const value = filter.get(key)
    return value === undefined
      ? undefined
      : Array.isArray(value)
        ? value.map(String).join(',')
        : String(value)
  }
  const assignee = text('assignee')
  const given = {
    state: text('state'),
    assignee:
      assignee === undefined
        ? undefined
        : assignee === 'none'
          ? 'nobody'
          : assignee === world.speakerId
            ? 'me'
            : memberWord(world, assignee),
    only: filter.get('unread')
      ? 'unread'
      : filter.get('needs_reply')
        ? 'needs_reply'
        : filter.get('starred')
          ? 'starred'
          : undefined,
    label: text('label'),
    platform: text('platform'),
    account: text('account'),
    search: text('search'),
  }
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
