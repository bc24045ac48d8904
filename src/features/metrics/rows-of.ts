import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import type { Read, Reading } from './reading.ts'
import type { AnswerRow, Dimension, Figure, Question } from './schema.ts'

const mostShown = 50
/** What has an order of its own keeps it, unless a ranking was asked for. */
const ordered = new Set<Dimension>(['day_of_week', 'hour'])

/** The rows of the dimension, ranked by the first metric; what was never measured stands last. */
export async function rowsOf(
  ctx: Ctx,
  question: Question,
  reading: Reading,
  now: Read,
  figures: (key: string) => Figure[],
): Promise<{ rows: AnswerRow[]; more: number }> {
  const keys = [...new Set(now.cells.flatMap((cell) => (cell.key === undefined ? [] : [cell.key])))]
  const rows = keys.map((key) => ({ key, figures: figures(key) }))
  const isRanked = question.top !== undefined || question.order !== undefined
  const natural = question.by !== undefined && ordered.has(question.by) && !isRanked
  rows.sort((a, b) => (natural ? Number(a.key) - Number(b.key) : byFigure(question, a, b)))
  const shown = rows.slice(0, question.top ?? mostShown)
  const names = await namesOf(
    ctx,
    question.by,
    reading,
    shown.map((row) => row.key),
  )
  return {
    rows: shown.map((row) => ({ ...row, ...(names.get(row.key) ?? { label: row.key }) })),
    more: rows.length - shown.length,
  }
}

function byFigure(
  { order = 'desc' }: Question,
  a: { key: string; figures: Figure[] },
  b: { key: string; figures: Figure[] },
): number {
  const [x, y] = [a.figures[0]?.value ?? null, b.figures[0]?.value ?? null]
  if (x === null || y === null) return x === y ? (a.key < b.key ? -1 : 1) : x === null ? 1 : -1
  return (order === 'desc' ? y - x : x - y) || (a.key < b.key ? -1 : 1)
}

type Names = Map<string, { label: string; path?: string }>

async function namesOf(
  ctx: Ctx,
  by: Dimension | undefined,
  { accounts }: Reading,
  keys: string[],
): Promise<Names> {
  const named = (label: (key: string) => string): Names =>
    new Map(keys.map((key) => [key, { label: label(key) }]))
  switch (by) {
    case 'platform':
      return named((key) => accounts.find((account) => account.platform === key)?.platformName ?? key)
    case 'account':
      return named((key) => {
        const account = accounts.find((one) => one.id === key)
        const alike = accounts.filter((one) => one.name === account?.name).length > 1
        return account ? (alike ? `${account.name} (${account.platformName})` : account.name) : key
      })
    case 'day_of_week':
      return named((key) =>
        Temporal.PlainDate.from('2024-01-01')
          .add({ days: Number(key) - 1 })
          .toLocaleString('en-GB', { weekday: 'long' }),
      )
    case 'hour':
      return named((key) => `${key.padStart(2, '0')}:00`)
    case 'format':
      return named((key) => key.charAt(0).toUpperCase() + key.slice(1))
    case 'label':
      return named((key) => (key === '' ? 'No label' : key))
    case 'post':
      return titlesOf(ctx, keys)
    default:
      return named((key) => key)
  }
}

async function titlesOf(ctx: Ctx, ids: string[]): Promise<Names> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('posts')
    .select(['id', 'number', 'title'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [row.id, { label: `#${row.number} ${row.title}`, path: `/posts/${row.number}` }]),
  )
}
