import { z } from 'zod'

export const ownUnitSchema = z.enum(['count', 'percent', 'seconds'])

export const ownMetricInput = z.object({
  name: z
    .string()
    .trim()
    .min(2, 'Give it a name.')
    .max(60)
    .refine((name) => !/[,:;]/.test(name), 'Leave out commas and colons.'),
  category: z.string().trim().min(1).max(40).default('Our own'),
  /** Figures by their ids, e.g. `(saves + shares) / reach * 100`. */
  formula: z.string().trim().min(1, 'Write a formula.').max(300),
  /** Left out: as it comes out of the formula. */
  unit: ownUnitSchema.optional(),
})
export type OwnMetricInput = z.input<typeof ownMetricInput>

export const useSchema = z.object({
  kind: z.enum(['report', 'scheduled report', 'dashboard', 'alert', 'metric']),
  name: z.string(),
})
export type Use = z.infer<typeof useSchema>

export const ownMetricView = z.object({
  /** As questions name it: `custom:save_rate`. */
  id: z.string(),
  /** As other formulas name it. */
  slug: z.string(),
  name: z.string(),
  category: z.string(),
  formula: z.string(),
  unit: ownUnitSchema,
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
  usedIn: z.array(useSchema),
  /** Why it cannot be asked for. */
  fault: z.string().nullable(),
})
export type OwnMetricView = z.infer<typeof ownMetricView>

/** What a formula would be, and what it came to in the last 30 days. */
export const checkedFormula = z.object({
  /** What is wrong with it; all else is empty then. */
  fault: z.string().nullable(),
  unit: ownUnitSchema.nullable(),
  /** With the names of the figures. */
  words: z.string(),
  per: z.string().nullable(),
  value: z.number().nullable(),
  n: z.number().int(),
  of: z.string(),
  /** Why there is no value. */
  note: z.string().nullable(),
})
export type CheckedFormula = z.infer<typeof checkedFormula>
