import type { Logger as SlackLogger, LogLevel } from '@slack/web-api'
import { redactText } from '#kernel/log.ts'
import type { Logger } from '#kernel/log.ts'

/** What the SDK says, without the payloads that it would print as debug. */
export function sdkLogger(log: Logger): SlackLogger {
  let level = 'info' as LogLevel
  const words = (said: unknown[]) => redactText(said.map(String).join(' ')).slice(0, 500)
  return {
    debug: () => undefined,
    info: (...said) => log.debug(words(said)),
    warn: (...said) => log.debug(words(said)),
    error: (...said) => log.warn(words(said)),
    setLevel: (to) => {
      level = to
    },
    getLevel: () => level,
    setName: () => undefined,
  }
}
