import { ConnectorError } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { failureOfHttp } from '#contracts/failure-of-http.ts'
import { HttpError } from '#kernel/http-client.ts'
import { problem } from './schema.ts'

const waitMs = 60_000

/** What a call to X threw, in our vocabulary. `effect`: it would have put something before readers. */
export function failureOfX(error: unknown, effect: boolean, now: Date): ConnectorError {
  if (!(error instanceof HttpError) || error.status === undefined) return failureOfHttp(error, 'X', effect)
  const { status } = error
  const said = readProblem(error.body)
  const detail = said.detail ?? said.error_description ?? said.title ?? said.error ?? ''
  const vendorCode = `${status} ${said.title ?? said.error ?? ''}`.trim().slice(0, 120)
  if (status === 401 || said.error === 'invalid_grant')
    return new ConnectorError('auth_expired', 'X ended our access. Connect the account again.', {
      vendorCode,
    })
  if (status === 429) return tooMany(error, said.type ?? '', vendorCode, now)
  if (status === 402)
    return new ConnectorError('quota_used', 'The credits of your X app are used up. Add credits at X.', {
      vendorCode,
    })
  if (status === 403) return forbidden(detail, vendorCode)
  if (status === 400) return new ConnectorError('rejected', `X refused this: ${detail}`, { vendorCode })
  if (status === 404) return new ConnectorError('not_found', 'X does not know this any more.', { vendorCode })
  return failureOfHttp(error, 'X', effect)
}

function forbidden(detail: string, vendorCode: string): ConnectorError {
  if (/duplicate content/i.test(detail))
    return new ConnectorError('duplicate', 'X refuses the same text twice. Change a word.', { vendorCode })
  if (/too long|exceed|invalid|media/i.test(detail))
    return new ConnectorError('rejected', `X refused this: ${detail}`, { vendorCode })
  return new ConnectorError('permission', `X does not allow this: ${detail}`, { vendorCode })
}

/** `usage-capped`: the month's cap, which does not open soon. */
function tooMany(error: HttpError, type: string, vendorCode: string, now: Date): ConnectorError {
  const reset = Number(error.headers['x-rate-limit-reset'])
  const retryAt =
    Number.isFinite(reset) && reset > 0 ? new Date(reset * 1000) : new Date(now.getTime() + waitMs)
  if (type.includes('usage-capped'))
    return new ConnectorError('quota_used', 'The monthly cap of your X app is used up.', {
      vendorCode,
      retryAt,
    })
  return new ConnectorError('rate_limited', 'X asks us to slow down.', { vendorCode, retryAt })
}

function readProblem(body: string | undefined) {
  try {
    return problem.safeParse(exactJson(body ?? '')).data ?? {}
  } catch {
    // An HTML page of some proxy: the status alone speaks.
    return {}
  }
}
