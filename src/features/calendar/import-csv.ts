import { parse } from 'csv-parse/sync'
import { createPost, submitPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { closest } from '#kernel/closest.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { cleanText, foldForMatch } from '#kernel/text.ts'
import { getOrg } from '#features/orgs/index.ts'
import { calendarChanged } from './events.ts'
import type { ImportRow, ImportView } from './schema.ts'
import { schedulePost } from './schedule-post.ts'
import { json } from './settings.ts'
import { atWall } from './wall-time.ts'
import { job as importRows } from './jobs/import-rows.ts'
import './tables.ts'

const mostRows = 1_000
const mostBytes = 2 * 1024 * 1024
const known = [
  'text',
  'title',
  'accounts',
  'date',
  'time',
  'zone',
  'media',
  'alt',
  'link',
  'first_comment',
  'labels',
]

interface Account {
  id: string
  name: string
  platform: string
}

/**
 * Reads a spreadsheet of posts and says of each row what would become of it. Nothing is made before it is imported.
 * Columns: text, accounts, date, time, zone, media, alt, link, first_comment, labels, title.
 */
export async function checkCsv(ctx: Ctx, input: { name: string; csv: string }): Promise<ImportView> {
  requireScope(ctx, 'posts:write')
  if (Buffer.byteLength(input.csv) > mostBytes) throw invalid('This file is larger than 2 MiB. Split it.')
  const records = readRecords(input.csv)
  const [accounts, files, { timezone }] = await Promise.all([accountsOf(ctx), filesOf(ctx), getOrg(ctx)])
  const rows = records.map((record, index) => toRow(ctx, record, index + 2, { accounts, files, timezone }))
  const id = newId()
  await ctx.db
    .insertInto('csv_imports')
    .values({
      org_id: ctx.orgId,
      id,
      name: cleanText(input.name).slice(0, 200),
      rows: json(rows),
      state: 'checked',
      by: json(ctx.actor),
    })
    .execute()
  return getImport(ctx, id)
}

function readRecords(csv: string): Array<Record<string, string>> {
  let records: Array<Record<string, string>>
  try {
    records = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase().replaceAll(' ', '_')),
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      to: mostRows + 1,
    })
  } catch (error) {
    throw invalid(
      `This file cannot be read${error instanceof Error ? `: ${error.message}` : ''}. Save it as CSV.`,
    )
  }
  if (records.length === 0)
    throw invalid('There are no posts in this file. The first line names the columns.')
  if (records.length > mostRows) throw invalid(`At most ${mostRows} posts in one file. Split it.`)
  const columns = Object.keys(records[0] ?? {})
  const unknown = columns.filter((name) => !known.includes(name))
  if (!columns.includes('text') || !columns.includes('accounts'))
    throw invalid(`The file needs the columns text and accounts. It has: ${columns.join(', ')}.`)
  if (unknown.length > 0)
    throw invalid(`Nobody knows the column ${unknown.join(', ')}. Known are: ${known.join(', ')}.`)
  return records
}

interface Book {
  accounts: readonly Account[]
  files: ReadonlyMap<string, { mediaId: string; alt: string }>
  timezone: string
}

function toRow(ctx: Ctx, record: Record<string, string>, row: number, book: Book): ImportRow {
  const errors: string[] = []
  const warnings: string[] = []
  const text = cleanText(record['text'] ?? '')
  const accounts = readAccounts(record['accounts'] ?? '', book.accounts, errors)
  const at = readTime(ctx, record, book.timezone, errors)
  const media = readMedia(record, book, errors)
  if (text === '' && media.length === 0) errors.push('There is nothing to post: no text and no media.')
  const link = record['link']?.trim() || null
  if (link !== null && !/^https?:\/\/\S+$/.test(link)) errors.push('A link begins with https://.')
  if (at === null && !record['date']) warnings.push('It has no time, so it stays a draft.')
  return {
    row,
    text,
    title: cleanText(record['title'] ?? ''),
    accounts: accounts.map(({ id, name }) => ({ channelId: id, name })),
    at,
    media,
    link,
    firstComment: record['first_comment'] ? cleanText(record['first_comment']) : null,
    labels: split(record['labels'] ?? ''),
    errors,
    warnings,
    postId: null,
    number: null,
  }
}

const split = (text: string) =>
  text
    .split(/[,;|]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

function readAccounts(said: string, accounts: readonly Account[], errors: string[]): Account[] {
  const wanted = split(said)
  if (wanted.length === 0) errors.push('No account is named.')
  return wanted.flatMap((word) => {
    const folded = foldForMatch(word)
    const exact = accounts.filter((one) => foldForMatch(one.name) === folded)
    const ofPlatform = accounts.filter((one) => one.platform === folded)
    const found = exact.length > 0 ? exact : ofPlatform
    if (found.length === 1) return found
    if (found.length > 1)
      errors.push(
        `“${word}” could be ${found.map((one) => one.name).join(' or ')}. Write the account's name.`,
      )
    else {
      const near = closest(folded, accounts, (one) => [foldForMatch(one.name), one.platform])[0]
      errors.push(`There is no account “${word}”.${near ? ` Did you mean ${near.name}?` : ''}`)
    }
    return []
  })
}

function readTime(ctx: Ctx, record: Record<string, string>, timezone: string, errors: string[]) {
  const date = record['date']?.trim() ?? ''
  const time = record['time']?.trim() ?? ''
  if (date === '' && time === '') return null
  const zone = record['zone']?.trim() || timezone
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !clock) {
    errors.push('Write the date like 2026-11-21 and the time like 09:30.')
    return null
  }
  try {
    const planned = atWall(`${date}T${(clock[1] ?? '').padStart(2, '0')}:${clock[2] ?? ''}`, zone)
    if (planned.instant <= ctx.clock.now()) {
      errors.push('This time has passed.')
      return null
    }
    return { instant: planned.instant.toISOString(), wall: planned.wall, zone: planned.zone }
  } catch (error) {
    errors.push(
      error instanceof AppError ? error.message : `${zone} is not a time zone. Write one like Europe/Berlin.`,
    )
    return null
  }
}

function readMedia(record: Record<string, string>, book: Book, errors: string[]): ImportRow['media'] {
  const alts = (record['alt'] ?? '').split('|').map((one) => one.trim())
  return split(record['media'] ?? '').flatMap((name, at) => {
    const file = book.files.get(name.toLowerCase())
    if (!file) {
      errors.push(`There is no file “${name}” in the library. Upload it first.`)
      return []
    }
    return [{ mediaId: file.mediaId, alt: alts[at] || file.alt }]
  })
}

async function accountsOf(ctx: Ctx): Promise<Account[]> {
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name', 'connector'])
    .where('org_id', '=', ctx.orgId)
    .where('state', '<>', 'disconnected')
    .limit(500)
    .execute()
  return rows.flatMap(({ id, name, connector }) => {
    const platform = ctx.connectors.get(connector)?.publish?.platform
    return platform ? [{ id, name, platform }] : []
  })
}

/** Files of the library by name and by id; of two with one name the newer. */
async function filesOf(ctx: Ctx): Promise<Map<string, { mediaId: string; alt: string }>> {
  const rows = await ctx.db
    .selectFrom('library_files as f')
    .innerJoin('media as m', (join) =>
      join.onRef('m.org_id', '=', 'f.org_id').onRef('m.id', '=', 'f.media_id'),
    )
    .select(['m.id', 'm.name', 'f.alt'])
    .where('f.org_id', '=', ctx.orgId)
    .where('f.deleted_at', 'is', null)
    .orderBy('m.id')
    .limit(10_000)
    .execute()
  return new Map(
    rows.flatMap(({ id, name, alt }) => [
      [name.toLowerCase(), { mediaId: id, alt }] as const,
      [id, { mediaId: id, alt }] as const,
    ]),
  )
}

export async function getImport(ctx: Ctx, id: string): Promise<ImportView> {
  requireScope(ctx, 'posts:read')
  const row = await ctx.db
    .selectFrom('csv_imports')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('import')
  const bad = row.rows.filter((one) => one.errors.length > 0).length
  return { id, name: row.name, state: row.state, rows: row.rows, good: row.rows.length - bad, bad }
}

/** Makes the posts of the good rows, in a job; rows with errors are left. Asked twice it is done once. */
export async function startImport(ctx: Ctx, id: string): Promise<ImportView> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const row = await lockImport(tx, id)
    if (row.state === 'discarded')
      throw new AppError('precondition', 'This import was discarded. Upload the file again.')
    if (row.state !== 'checked') return
    await tx.db
      .updateTable('csv_imports')
      .set({ state: 'importing' })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    const { actor, memberId, scopes } = tx
    enqueue(tx, importRows, { id, actor, memberId: memberId ?? null, scopes: [...scopes] })
    await audit(tx, {
      verb: 'calendar.import',
      objectType: 'import',
      objectId: id,
      summary: `imported posts from ${row.name}`,
    })
  })
  return getImport(ctx, id)
}

export async function discardImport(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const row = await lockImport(tx, id)
    if (row.state !== 'checked') throw new AppError('precondition', 'Its posts are made already.')
    await tx.db
      .updateTable('csv_imports')
      .set({ state: 'discarded' })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
  })
}

export async function lockImport(tx: Ctx, id: string) {
  const row = await tx.db
    .selectFrom('csv_imports')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('import')
  return row
}

const rowsAtOnce = 20

/** Some more rows, with what was made of each kept beside it in the same transaction. True: all are done. */
export async function importSome(ctx: Ctx, id: string): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const record = await lockImport(tx, id)
    if (record.state !== 'importing') return true
    const open = record.rows.filter((row) => row.errors.length === 0 && row.postId === null)
    const made = new Map<number, ImportRow>()
    for (const row of open.slice(0, rowsAtOnce)) made.set(row.row, await makePost(tx, id, row))
    const done = open.length <= rowsAtOnce
    await tx.db
      .updateTable('csv_imports')
      .set({
        rows: json(record.rows.map((row) => made.get(row.row) ?? row)),
        ...(done ? { state: 'imported' as const } : {}),
      })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    emit(tx, calendarChanged, id, { what: 'import', id })
    return done
  })
}

async function makePost(tx: Ctx, importId: string, row: ImportRow): Promise<ImportRow> {
  const post = await createPost(tx, {
    ...(row.title === '' ? {} : { title: row.title }),
    body: {
      text: row.text,
      media: row.media.map(({ mediaId, alt }) => ({ mediaId, alt })),
      ...(row.link === null ? {} : { link: row.link }),
      ...(row.firstComment === null ? {} : { firstComment: row.firstComment }),
    },
    targets: row.accounts.map(({ channelId }) => ({ channelId })),
    labels: row.labels,
    source: { import: importId, row: String(row.row) },
  })
  const made = { ...row, postId: post.id, number: post.number }
  if (row.at === null) return made
  await schedulePost(tx, {
    postId: post.id,
    when: { kind: 'instant', instant: row.at.instant, zone: row.at.zone },
  })
  try {
    await submitPost(tx, { postId: post.id })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'precondition') throw error
    // It is there as a draft, with what stands in its way.
    return { ...made, warnings: [...row.warnings, error.message] }
  }
  return made
}
