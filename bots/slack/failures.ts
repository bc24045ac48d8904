import { z } from 'zod'
import { ChatError } from '#contracts/surface.ts'
import type { ChatFailure } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'

/** Slack's words for what went wrong. A word that is not here means that it refused what we sent. */
const meanings: Record<string, ChatFailure> = {
  ...words('rate_limited', 'ratelimited', 'rate_limited', 'message_limit_exceeded'),
  ...words(
    'auth_expired',
    'invalid_auth',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'not_authed',
  ),
  ...words('auth_expired', 'org_login_required', 'team_access_not_granted'),
  ...words('permission', 'missing_scope', 'not_in_channel', 'restricted_action', 'no_permission'),
  ...words('permission', 'cant_update_message', 'access_denied', 'ekm_access_denied', 'user_not_in_channel'),
  ...words('permission', 'restricted_action_read_only_channel', 'restricted_action_thread_only_channel'),
  ...words('permission', 'cannot_dm_bot', 'user_is_restricted', 'messages_tab_disabled'),
  ...words(
    'gone',
    'message_not_found',
    'channel_not_found',
    'is_archived',
    'thread_not_found',
    'user_not_found',
  ),
  ...words('gone', 'user_disabled', 'file_not_found', 'file_deleted'),
  ...words(
    'expired',
    'edit_window_closed',
    'expired_trigger_id',
    'trigger_expired',
    'expired_url',
    'used_url',
  ),
  ...words('unavailable', 'service_unavailable', 'team_added_to_org'),
  // Slack says of these that some of the work may have been done.
  ...words('outcome_unknown', 'internal_error', 'fatal_error', 'request_timeout'),
}

function words(kind: ChatFailure, ...codes: string[]): Record<string, ChatFailure> {
  return Object.fromEntries(codes.map((code) => [code, kind]))
}

const says: Record<ChatFailure, string> = {
  rate_limited: 'Slack asks us to slow down.',
  unavailable: 'Slack does not answer. We try again soon.',
  outcome_unknown: 'The answer of Slack was lost; it may have been done.',
  auth_expired: 'Slack refused our access. Connect the workspace again.',
  permission: 'Slack does not let Parley do this here. Invite the bot to the channel, or connect it again.',
  gone: 'It is not there any more.',
  expired: 'Slack takes no answer to this any more.',
  rejected: 'Slack refused this.',
}

const errorShape = z.object({
  code: z.string(),
  data: z
    .object({ error: z.string(), needed: z.string().optional(), errors: z.array(z.string()).optional() })
    .optional(),
  statusCode: z.number().optional(),
  retryAfter: z.number().optional(),
})

/**
 * What an error of the SDK means. `effect`: the call would have changed something that must not be done
 * twice, so a lost answer leaves its outcome unknown; else it may simply be tried again.
 */
export function failureOf(error: unknown, now: Date, effect: boolean): ChatError {
  if (error instanceof ChatError) return error
  const read = errorShape.safeParse(error)
  if (!read.success) return failure('unavailable', errorText(error), error)
  const { code, data, statusCode, retryAfter } = read.data
  const lost: ChatFailure = effect ? 'outcome_unknown' : 'unavailable'
  switch (code) {
    case 'slack_webapi_rate_limited_error': {
      const retryAt = new Date(now.getTime() + (retryAfter ?? 1) * 1000)
      return new ChatError('rate_limited', says.rate_limited, { retryAt, cause: error })
    }
    case 'slack_webapi_platform_error': {
      const word = data?.error ?? ''
      // An HTML page with status 200 comes as the "error".
      if (!/^[a-z_]+$/.test(word)) return failure(lost, 'not a word of Slack', error)
      const kind = meanings[word] ?? 'rejected'
      const detail = [word, data?.needed, ...(data?.errors ?? [])].filter(Boolean).join(' ')
      return failure(kind === 'outcome_unknown' ? lost : kind, detail, error)
    }
    case 'slack_webapi_http_error':
      return failure(
        statusCode === 503 || (statusCode ?? 0) < 500 ? 'unavailable' : lost,
        String(statusCode),
        error,
      )
    default:
      return failure(neverSent(error) ? 'unavailable' : lost, errorText(error), error)
  }
}

const failure = (kind: ChatFailure, detail: string, cause: unknown) =>
  new ChatError(kind, `${says[kind]} (${detail.slice(0, 300)})`, { cause })

/** The connection was never made. */
function neverSent(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (
      'code' in one &&
      typeof one.code === 'string' &&
      /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(one.code)
    )
      return true
  }
  return false
}
