import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { newToken } from '#kernel/ids.ts'
import { connector } from '../../../connectors/messenger/index.ts'
import type { BenchEnv } from '../env.ts'
import { openDesk, type Desk } from './desk.ts'
import { freePort } from './program.ts'

export interface Talk {
  /** Makes each talk's customers new people. */
  prefix: string
  text: string
  rate: number
  seconds: number
}

/** A program with a Messenger channel whose platform is elsewhere, as in production: in a process of its own. */
export interface PlatformDesk extends Desk {
  /** Customers write; answers with the milliseconds that each waited for our answer. */
  talk(talk: Talk): Promise<number[]>
}

export async function openPlatformDesk(env: BenchEnv): Promise<PlatformDesk> {
  const [port, secret] = [await freePort(), newToken()]
  const url = `http://127.0.0.1:${port}/messenger`
  const sandbox = must(connector.sandbox?.({ url, secret, webhookUrl: '', clock: systemClock }), 'sandbox')
  const desk = await openDesk(env, sandbox.env)
  const { externalId: account, form } = sandbox.account('elsewhere')
  const webhookUrl = `${desk.program.url}/webhooks/messenger`
  const child = fork(join(import.meta.dirname, 'platform-process.ts'), [
    JSON.stringify({ port, secret, webhookUrl, account }),
  ])
  env.onEnd(() => child.kill())
  await once(child, 'message')
  await desk.api('POST', '/channels', z.unknown(), { connector: 'messenger', values: form, sandbox: false })
  return {
    ...desk,
    account,
    webhookUrl,
    async talk(talk) {
      const ended = new AbortController()
      const gone = once(child, 'exit', { signal: ended.signal }).then(() => {
        throw new Error('The platform ended before its customers were answered')
      })
      child.send(talk)
      const [times] = await Promise.race([once(child, 'message', { signal: ended.signal }), gone]).finally(
        () => {
          gone.catch(() => undefined)
          ended.abort()
        },
      )
      return z.array(z.number()).parse(times)
    },
  }
}
