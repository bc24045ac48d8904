import { z } from 'zod'
import { answerSchema, unitSchema } from '../metrics/schema.ts'

const values = z.array(z.number().nullable())

/** As `contracts/chart.ts` has it. */
export const chartSchema = z.object({
  kind: z.enum(['line', 'bar', 'heat']),
  title: z.string(),
  unit: unitSchema,
  x: z.array(z.string()),
  y: z.array(z.string()).exactOptional(),
  series: z.array(
    z.object({
      name: z.string(),
      values,
      role: z.enum(['before', 'forecast', 'low', 'high']).exactOptional(),
    }),
  ),
  alt: z.string(),
})

export const tableSchema = z.object({
  columns: z.array(z.object({ label: z.string(), unit: unitSchema.exactOptional() })),
  /** Numbers as they are; null is not measured. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})
export type AskedTable = z.infer<typeof tableSchema>

/** An answer with what a screen draws of it. */
export const askedSchema = z.object({
  /** One sentence, or two. */
  finding: z.string(),
  answer: answerSchema,
  /** None of a single figure. */
  chart: chartSchema.nullable(),
  table: tableSchema,
  /** Period, zone, formula, freshness and n in one line. */
  quiet: z.string(),
})
export type Asked = z.infer<typeof askedSchema>
