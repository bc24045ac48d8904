import { z } from 'zod'

/**
 * Parses a vendor's JSON so that no id is rounded: an integer beyond 2^53 comes out as the text that stood
 * there. Throws SyntaxError.
 *
 * @example exactJson(new TextEncoder().encode('{"id":17841405793187218999}')) // { id: '17841405793187218999' }
 */
export function exactJson(body: Uint8Array | string): unknown {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value,
  )
}

/** An id of a vendor, who writes it as a number in one place and as text in the next. */
export const vendorId = z.union([z.string(), z.number()]).transform(String)
