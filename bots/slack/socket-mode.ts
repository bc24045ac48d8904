import type { App as Bolt } from '@slack/bolt'
import type { SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { apiUrlOf } from './client.ts'
import type { BoltReceiver } from './slack-app.ts'
import { sdkLogger } from './sdk-logger.ts'

const longestPauseMs = 60_000

/**
 * Socket Mode until the signal: for installations that Slack cannot reach. The client connects anew by itself
 * after a cut, and we when it has given up.
 */
export async function runSocketMode(
  io: SurfaceIo,
  appToken: string,
  signal: AbortSignal,
  makeApp: (receiver: NonNullable<BoltReceiver>) => Promise<Bolt>,
): Promise<void> {
  const { SocketModeReceiver } = await import('@slack/bolt')
  for (let failures = 0; !signal.aborted;) {
    // Options of its own: the client writes its retries into them, and nothing else may repeat calls.
    const clientOptions = { slackApiUrl: apiUrlOf(io.env), logger: sdkLogger(io.log) }
    const receiver = new SocketModeReceiver({
      appToken,
      // The pause before it connects again is this, times the failures; by default five seconds.
      clientPingTimeout: 1000,
      logger: sdkLogger(io.log),
      installerOptions: { clientOptions },
    })
    const app = await makeApp(receiver)
    try {
      await app.start()
      failures = 0
      await ended(signal, receiver.client)
    } catch (error) {
      failures += 1
      io.log.warn({ reason: errorText(error) }, 'Slack’s socket could not be opened')
    } finally {
      await app.stop()
    }
    if (!signal.aborted) await pause(Math.min(longestPauseMs, 1000 * 2 ** failures), signal)
  }
}

type SocketClient = InstanceType<typeof import('@slack/bolt').SocketModeReceiver>['client']

/** Until we stop, or the client says that it does not connect any more. */
function ended(signal: AbortSignal, client: SocketClient): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    client.once('disconnected', () => resolve())
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
