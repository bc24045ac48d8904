import { randomBytes } from 'node:crypto'
import { htmlPage, refusals, type Faults } from '../_sandbox/faults.ts'

/** An error as the Graph API words it. */
export function graphError(
  code: number,
  message: string,
  more: { subcode?: number; status?: number; transient?: boolean; headers?: Record<string, string> } = {},
): Response {
  const error = {
    message: `(#${code}) ${message}`,
    type: 'OAuthException',
    code,
    ...(more.subcode === undefined ? {} : { error_subcode: more.subcode }),
    ...(more.transient ? { is_transient: true } : {}),
    fbtrace_id: `A${randomBytes(8).toString('base64url')}`,
  }
  return Response.json(
    { error },
    { status: more.status ?? 400, ...(more.headers ? { headers: more.headers } : {}) },
  )
}

export const expired = () =>
  graphError(190, 'Error validating access token: Session has expired', { subcode: 463 })

export function refuseByFault(faults: Faults, account: string): Response | undefined {
  const fault = faults.take(account, ...refusals)
  switch (fault?.kind) {
    case 'rate_limit': {
      const minutes = Math.ceil(fault.retryAfterSeconds / 60)
      const usage = { call_count: 100, total_cputime: 12, total_time: 9, type: 'messenger' }
      const entry = { ...usage, estimated_time_to_regain_access: minutes }
      const headers = { 'x-business-use-case-usage': JSON.stringify({ [account]: [entry] }) }
      return graphError(613, 'Calls to this api have exceeded the rate limit.', { headers })
    }
    case 'server_error':
      return graphError(2, 'Service temporarily unavailable', { status: 500, transient: true })
    case 'html_page':
      return htmlPage()
    case 'expire_token':
      return expired()
    case 'block_recipient':
      return graphError(551, "This person isn't available right now.", { subcode: 1545041 })
    default:
      return undefined
  }
}
