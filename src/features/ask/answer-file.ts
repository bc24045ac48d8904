import type { Ctx } from '#kernel/app.ts'
import { toCsv, toPdf, toXlsx } from '#features/charts/index.ts'
import type { ChartDocument } from '#features/charts/index.ts'
import { storeMedia } from '#features/media/index.ts'
import type { MediaView } from '#features/media/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import type { Answer } from '#features/metrics/index.ts'
import { chartOf } from './chart-of.ts'
import { findingOf } from './finding.ts'
import { quietLine } from './quiet-line.ts'
import { tableOf } from './table-of.ts'

export const fileKinds = ['csv', 'xlsx', 'pdf'] as const
export type FileKind = (typeof fileKinds)[number]

const mimes: Record<FileKind, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
}

/** Answers as one file: the same numbers, charts included where the format has pictures. */
export async function fileOf(
  ctx: Ctx,
  kind: FileKind,
  title: string,
  sections: Array<{ title: string; answer: Answer }>,
): Promise<Uint8Array> {
  const document: ChartDocument = {
    title,
    subtitle: sections[0] ? `${periodWords(sections[0].answer.period)} (${sections[0].answer.zone})` : '',
    sections: sections.map(({ title: heading, answer }) => {
      const chart = chartOf(answer)
      return {
        heading,
        text: findingOf(answer),
        ...(chart ? { chart } : {}),
        table: tableOf(answer),
        note: [...answer.notes, quietLine(answer)].join('\n'),
      }
    }),
  }
  if (kind === 'xlsx') return toXlsx(ctx.app, document)
  if (kind === 'pdf') return toPdf(ctx.app, document)
  const csv = sections.map(({ answer }) => toCsv(tableOf(answer))).join('\r\n')
  return new TextEncoder().encode(csv)
}

/** The file in the organisation's media, for a chat to hand out. Call it outside a transaction. */
export async function keepAnswerFile(ctx: Ctx, kind: FileKind, answer: Answer): Promise<MediaView> {
  const title = answer.metrics.map((metric) => metric.name).join(', ')
  const bytes = await fileOf(ctx, kind, title, [{ title, answer }])
  const name = `${title} ${answer.period.from} to ${answer.period.to}.${kind}`
  // Whoever may ask may have it as a file; storing one asks for the right to answer customers.
  const storing = { ...ctx, scopes: new Set([...ctx.scopes, 'inbox:reply' as const]) }
  return storeMedia(storing, { bytes, name, mime: mimes[kind] })
}
