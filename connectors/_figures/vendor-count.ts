import { z } from 'zod'

/**
 * A count as vendors write it: a number, or the same as text. Anything else (missing, an object of a breakdown, a
 * dash) was not measured: undefined, never 0.
 */
export const vendorCount = z
  .unknown()
  .transform((value): number | undefined => {
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return undefined
    const whole = Math.round(number)
    return Number.isSafeInteger(whole) ? whole : undefined
  })
  .optional()
