import { z } from 'zod'
import { ConnectorError, type FailureKind } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { failureOfHttp } from '#contracts/failure-of-http.ts'
import { HttpError } from '#kernel/http-client.ts'

const errorBody = z.object({
  error: z.object({
    message: z.string(),
    code: z.number(),
    error_subcode: z.number().optional(),
    error_user_msg: z.string().optional(),
    is_transient: z.boolean().optional(),
  }),
})
type GraphFailure = z.infer<typeof errorBody>['error']

const windowSubcodes = new Set([2018278, 2534022, 2018065])
const goneSubcodes = new Set([2018001, 1545041])

/** Which of our kinds a code of the Graph API is. */
export function kindOfGraphError(code: number, subcode: number | undefined): FailureKind {
  if (windowSubcodes.has(subcode ?? 0)) return 'window_closed'
  if (goneSubcodes.has(subcode ?? 0) || [551, 1545041, 9010].includes(code)) return 'recipient_gone'
  if (code === 190 || code === 102 || code === 104) return 'auth_expired'
  if ([4, 17, 32, 613].includes(code) || (code >= 80_001 && code <= 80_014)) return 'rate_limited'
  if (subcode === 2018108 || [3, 10, 368].includes(code) || (code >= 200 && code <= 299)) return 'permission'
  if (code === 506) return 'duplicate'
  if (code === 1 || code === 2) return 'unavailable'
  if (code === 100 && subcode === 33) return 'not_found'
  return 'rejected'
}

/** Turns what a call threw into our vocabulary. `vendor` is the name the user knows. */
export function failureOfGraph(error: unknown, vendor: string, effect: boolean, now: Date): ConnectorError {
  const body = error instanceof HttpError ? readError(error.body) : undefined
  if (!(error instanceof HttpError) || !body) return failureOfHttp(error, vendor, effect)
  const { code, error_subcode: subcode } = body
  const kind =
    body.is_transient && code !== 190 ? transientKind(code, subcode) : kindOfGraphError(code, subcode)
  const vendorCode = subcode === undefined ? String(code) : `${code}/${subcode}`
  const retryAt = kind === 'rate_limited' ? { retryAt: retryTime(error.headers, now) } : {}
  return new ConnectorError(kind, explain(kind, vendor, body), { vendorCode, ...retryAt })
}

const transientKind = (code: number, subcode: number | undefined): FailureKind => {
  const kind = kindOfGraphError(code, subcode)
  return kind === 'rejected' ? 'unavailable' : kind
}

function readError(body: string | undefined): GraphFailure | undefined {
  if (body === undefined || !body.startsWith('{')) return undefined
  try {
    return errorBody.safeParse(exactJson(body)).data?.error
  } catch {
    // Cut off or not JSON after all: the status alone speaks.
    return undefined
  }
}

function explain(kind: FailureKind, vendor: string, body: GraphFailure): string {
  switch (kind) {
    case 'auth_expired':
      return `${vendor} ended our access. Connect the account again.`
    case 'window_closed':
      return 'Meta allows answers within 24 hours of the last message, a person within 7 days.'
    case 'recipient_gone':
      return `${vendor} cannot reach this person: they blocked the account or left.`
    case 'rate_limited':
      return `${vendor} asks us to slow down.`
    case 'unavailable':
      return `${vendor} has trouble. We try again soon.`
    case 'permission':
      return `${vendor} does not allow this: ${body.error_user_msg ?? body.message}`
    default:
      return `${vendor} refused this: ${body.error_user_msg ?? body.message}`
  }
}

const usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })),
)

/** Meta tells in minutes when it opens again, where it tells at all. */
function retryTime(headers: Record<string, string>, now: Date): Date {
  const minutes = waitMinutes(headers['x-business-use-case-usage'])
  return new Date(now.getTime() + Math.max(1, minutes) * 60_000)
}

function waitMinutes(header: string | undefined): number {
  try {
    const entries = Object.values(usage.parse(JSON.parse(header ?? '{}'))).flat()
    return Math.max(0, ...entries.map((entry) => entry.estimated_time_to_regain_access ?? 0))
  } catch {
    // A header we cannot read says nothing; a minute is what we wait without one.
    return 0
  }
}
