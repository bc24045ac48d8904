import { expect } from 'vitest'
import { connectChannel } from '#features/channels/index.ts'
import { listConversations } from '#features/inbox/index.ts'
import { startTestProgram } from './program.ts'
import { until } from './until.ts'
import { visitorPage } from './visitor-page.ts'

export type ChatDesk = Awaited<ReturnType<typeof startChatDesk>>

export const shop = 'https://shop.example'

/** The whole program with a web chat for `shop`, and visitors who write there. */
export async function startChatDesk() {
  const program = await startTestProgram()
  const owner = await program.owner()
  const channel = await connect({
    name: 'Shop chat',
    origins: `${shop}/path\nhttp://localhost:8080`,
    greeting: 'Hi!',
  })

  async function connect(values: Record<string, string>): Promise<string> {
    return (await connectChannel(owner, { connector: 'webchat', values })).id
  }

  const pageAt = (origin?: string, of = channel, token?: string) =>
    visitorPage({ url: program.url, channel: of, ...(origin ? { origin } : {}), ...(token ? { token } : {}) })

  async function visitor(identity: object = {}, of = channel) {
    const page = pageAt(shop, of)
    expect((await page.enter(identity)).status).toBe(200)
    return page
  }

  async function conversationOf(preview: string) {
    return until(
      async () => {
        const query = { status: 'open', assignee: 'all', sort: 'newest' } as const
        const { items } = await listConversations(owner, query, { limit: 50 })
        return items.find((row) => row.preview === preview)
      },
      { what: `the conversation that says ${preview}` },
    )
  }

  /** A visitor whose conversation stands in the inbox. */
  async function talking(text: string, of = channel) {
    const page = await visitor({}, of)
    const stream = await page.listen()
    await page.write(text)
    const conversation = await conversationOf(text)
    return { page, stream, conversationId: conversation.id }
  }

  return { program, owner, channel, connect, pageAt, visitor, conversationOf, talking }
}
