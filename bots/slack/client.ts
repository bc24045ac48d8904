import type { WebClient } from '@slack/web-api'
import type { SurfaceIo } from '#contracts/surface.ts'
import { sdkLogger } from './sdk-logger.ts'

const timeoutMs = 10_000

export const apiUrlOf = (env: SurfaceIo['env']): string =>
  `${(env['SLACK_API_URL'] ?? 'https://slack.com/api').replace(/\/+$/, '')}/`

/** The SDK repeats sends by itself, ten times in half an hour: here nothing is sent twice. */
export function clientOptions(io: Pick<SurfaceIo, 'env' | 'log'>, options: { timeoutMs?: number } = {}) {
  return {
    slackApiUrl: apiUrlOf(io.env),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? timeoutMs,
    allowAbsoluteUrls: false,
    logger: sdkLogger(io.log),
  }
}

export async function makeClient(
  io: Pick<SurfaceIo, 'env' | 'log'>,
  token: string | undefined,
  options: { timeoutMs?: number } = {},
): Promise<WebClient> {
  const { WebClient } = await import('@slack/web-api')
  return new WebClient(token, clientOptions(io, options))
}
