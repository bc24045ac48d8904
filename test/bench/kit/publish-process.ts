// Three platforms in a process of their own, as in production. Tells what is out there, by its own clock.
import { serve } from '@hono/node-server'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { publishingPlatforms } from './publishing-platforms.ts'

const { port, secret } = z
  .object({ port: z.number(), secret: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))
const platforms = publishingPlatforms({ port, secret, clock: systemClock })
const question = z.array(z.object({ platform: z.string(), account: z.string() }))

serve(
  {
    hostname: '127.0.0.1',
    port,
    fetch(request) {
      const [, name = ''] = new URL(request.url).pathname.split('/')
      return must(platforms.get(name), `platform ${name}`).fetch(request)
    },
  },
  () => process.send?.('open'),
)
process.once('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const posts = question.parse(message).flatMap(({ platform, account }) => {
    const sandbox = must(platforms.get(platform), platform)
    return (sandbox.posts?.(account) ?? []).map(({ text, receivedAt }) => ({ text, receivedAt }))
  })
  process.send?.(posts)
})
