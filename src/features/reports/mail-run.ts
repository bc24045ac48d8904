import { Temporal } from 'temporal-polyfill'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { drawChart } from '#features/charts/index.ts'
import { getRun, runReply } from './run-reply.ts'

/** A mail whose end nobody knows may come twice; more often than this it does not. */
const mostTries = 2

/** The same report as text and as a page with its charts, without anything that loads from elsewhere. */
export async function mailRun(ctx: Ctx, runId: string): Promise<void> {
  const run = await getRun(ctx, runId)
  if (run.mailed_at !== null || run.mail_tries >= mostTries) return
  const schedule = await ctx.db
    .selectFrom('report_schedules')
    .select(['place', 'zone'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', run.schedule_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (schedule?.place.kind !== 'email') return
  const body = await runReply(ctx, runId)
  const pictures = await drawCharts(ctx, body)
  const day = Temporal.Instant.fromEpochMilliseconds(run.due_at.getTime())
    .toZonedDateTimeISO(schedule.zone)
    .toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  // The try is kept before the call: a server that took the mail and lost the answer must not get it for ever.
  await count(ctx, runId, { mail_tries: run.mail_tries + 1 })
  await ctx.mail.send({
    to: schedule.place.address,
    subject: `${run.name}, ${day}`,
    text: body.parts.map(textOf).filter(Boolean).join('\n\n'),
    html: htmlOf(run.name, body, new Set(pictures.map(({ id }) => id))),
    pictures,
  })
  await count(ctx, runId, { mailed_at: ctx.clock.now() })
}

const count = (ctx: Ctx, runId: string, change: { mail_tries?: number; mailed_at?: Date }) =>
  ctx.db
    .updateTable('report_runs')
    .set(change)
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', runId)
    .execute()

const pictureId = (at: number) => `chart-${at + 1}`

/** One that cannot be drawn is told in words. */
async function drawCharts(ctx: Ctx, { parts }: Reply): Promise<Array<{ id: string; bytes: Uint8Array }>> {
  const pictures: Array<{ id: string; bytes: Uint8Array }> = []
  for (const [at, part] of parts.entries()) {
    if (part.kind !== 'chart') continue
    try {
      pictures.push({ id: pictureId(at), bytes: await drawChart(ctx.app, part.chart) })
    } catch (error) {
      ctx.log.warn({ err: error }, 'a chart of a mail was left out')
    }
  }
  return pictures
}

function textOf(part: ReplyPart): string {
  switch (part.kind) {
    case 'heading':
      return part.text.toUpperCase()
    case 'text':
      return part.text
    case 'fields':
      return part.fields.map(({ label, value }) => `${label}: ${value}`).join('\n')
    case 'table':
      return [part.columns, ...part.rows].map((row) => row.join(' | ')).join('\n')
    case 'chart':
      return part.chart.alt
    default:
      return ''
  }
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function htmlOf(title: string, { parts }: Reply, drawn: ReadonlySet<string>): string {
  const body = parts
    .map((part, at) => partHtml(part, drawn.has(pictureId(at)) ? pictureId(at) : undefined))
    .join('\n')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<body style="font:15px/1.5 system-ui,sans-serif;color:#101418;max-width:680px;margin:24px auto;padding:0 16px">
${body}</body></html>`
}

function partHtml(part: ReplyPart, picture: string | undefined): string {
  switch (part.kind) {
    case 'heading':
      return `<h2 style="font-size:18px;margin:24px 0 8px">${escape(part.text)}</h2>`
    case 'text':
      return `<p style="margin:8px 0;${part.tone === 'quiet' ? 'color:#5b6470;font-size:13px' : ''}">${escape(part.text)}</p>`
    case 'fields':
      return `<p style="margin:8px 0">${part.fields.map(({ label, value }) => `${escape(label)}: <b>${escape(value)}</b>`).join('<br>')}</p>`
    case 'table':
      return tableHtml(part)
    case 'chart':
      return picture
        ? `<img src="cid:${picture}" alt="${escape(part.chart.alt)}" width="680" style="max-width:100%;height:auto">`
        : `<p style="margin:8px 0;color:#5b6470;font-size:13px">${escape(part.chart.alt)}</p>`
    default:
      return ''
  }
}

const cellStyle = 'padding:4px 12px 4px 0;border-bottom:1px solid #e3e6ea;text-align:left'

function tableHtml({ columns, rows, more }: Extract<ReplyPart, { kind: 'table' }>): string {
  const line = (tag: 'th' | 'td', cells: string[]) =>
    `<tr>${cells.map((cell) => `<${tag} style="${cellStyle}">${escape(cell)}</${tag}>`).join('')}</tr>`
  return `<table style="border-collapse:collapse;margin:8px 0">${line('th', columns)}${rows.map((row) => line('td', row)).join('')}</table>${more ? `<p>${escape(more)}</p>` : ''}`
}
