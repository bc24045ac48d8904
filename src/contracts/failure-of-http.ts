import { HttpError } from '#kernel/http-client.ts'
import { ConnectorError } from './connector.ts'

/**
 * What a failed call says where the vendor's own error body says nothing. `effect`: the call would have
 * changed something there, so a lost answer leaves its outcome unknown.
 */
export function failureOfHttp(error: unknown, vendor: string, effect: boolean): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (!(error instanceof HttpError)) {
    return new ConnectorError(
      effect ? 'outcome_unknown' : 'bad_response',
      `${vendor} could not be asked. Try again; if it stays, look at the log.`,
      { cause: error },
    )
  }
  const vendorCode = String(error.status ?? error.code ?? error.kind)
  const lost = effect && error.sent
  const options = { vendorCode, cause: error }
  if (error.kind === 'blocked') {
    return new ConnectorError('rejected', `This address may not be called: ${error.message}`, options)
  }
  if (error.kind === 'bad_body' || error.kind === 'too_large') {
    return new ConnectorError('bad_response', `${vendor} answered something we do not understand.`, options)
  }
  if (error.status !== undefined && error.status < 500) return ofStatus(error, vendor, options)
  return lost
    ? new ConnectorError('outcome_unknown', `The answer of ${vendor} was lost; it may have arrived.`, options)
    : new ConnectorError('unavailable', `${vendor} does not answer. We try again soon.`, options)
}

function ofStatus(error: HttpError, vendor: string, options: { vendorCode: string; cause: unknown }) {
  if (error.status === 401) {
    return new ConnectorError('auth_expired', `${vendor} refused our access. Connect it again.`, options)
  }
  if (error.status === 403) {
    return new ConnectorError('permission', `${vendor} does not allow this for us.`, options)
  }
  if (error.status === 404) return new ConnectorError('not_found', `${vendor} does not know this.`, options)
  if (error.status === 429) {
    return new ConnectorError('rate_limited', `${vendor} asks us to slow down.`, options)
  }
  return new ConnectorError('rejected', `${vendor} refused this (${error.status}).`, options)
}
