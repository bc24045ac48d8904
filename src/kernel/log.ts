import { pino } from 'pino'
import type { Logger } from 'pino'

export type { Logger }

/** Telegram puts bot tokens into URLs, and libraries put URLs into error messages. */
const secretsInText = /\/bot\d+:[\w-]+|((?:access_token|appsecret_proof|token|secret|password)=)[^&\s"']+/gi

export function redactText(text: string): string {
  return text.replace(secretsInText, (_match, key: string | undefined) =>
    key ? `${key}[redacted]` : '/bot[redacted]',
  )
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redactText(error) : error
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** Structured logs, one JSON line each, to stderr; `requestId` and `jobId` come from child loggers. */
export function makeLog(options: { level: string; write?: (line: string) => void }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: [
          'token',
          'password',
          'secret',
          'credentials',
          '*.token',
          '*.password',
          '*.secret',
          '*.credentials',
        ],
        censor: '[redacted]',
      },
    },
    options.write ? { write: options.write } : pino.destination({ dest: 2, sync: true }),
  )
}
