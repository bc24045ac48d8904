import { serve } from '@hono/node-server'
import type { ChannelIo } from '#contracts/connector.ts'
import { asReal } from './at-sandbox.ts'

export interface Answering {
  url: string
  /** What was asked, oldest first. */
  asked: URL[]
  close(): void
}

/** A server that answers as it is told: in a vendor's place, or where a vendor fetches media from. */
export function answering(answer: (url: URL) => Response): Promise<Answering> {
  const asked: URL[] = []
  return new Promise((resolve) => {
    const fetch = (request: Request) => {
      const url = new URL(request.url)
      asked.push(url)
      return answer(url)
    }
    const server = serve({ hostname: '127.0.0.1', port: 0, fetch }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, asked, close: () => server.close() }),
    )
  })
}

/** A JPEG, or an MP4 where the path asks for one, by its type and size alone. */
export const answeringMedia = () =>
  answering(
    ({ pathname }) =>
      new Response(new Uint8Array(5000), {
        headers: { 'content-type': pathname.endsWith('video') ? 'video/mp4' : 'image/jpeg' },
      }),
  )

/** The same channel with all of its vendor's base URLs at this server. */
export const pointedAt = (io: ChannelIo, url: string): ChannelIo =>
  asReal({
    ...io,
    env: Object.fromEntries(
      Object.entries(io.env).map(([key, value]) => [key, value?.startsWith('http') ? url : value]),
    ),
  })
