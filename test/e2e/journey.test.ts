import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '#kernel/assert.ts'
import type { Ctx } from '#kernel/app.ts'
import { listConversations, listMessages, sendReply } from '#features/inbox/index.ts'
import { actAsCustomer, listSandboxChannels, readTranscript } from '#features/sandbox/index.ts'
import type { SandboxAct } from '#features/sandbox/schema.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'

let program: TestProgram
let owner: Ctx

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
})
afterAll(() => program.close())

const newest = { status: 'open', assignee: 'all', sort: 'newest' } as const

async function channelOf(connector: string): Promise<string> {
  const channels = await listSandboxChannels(owner)
  return must(
    channels.find((channel) => channel.connector === connector),
    `sandbox channel of ${connector}`,
  ).channelId
}

const act = (action: SandboxAct) => actAsCustomer(owner, action)

async function conversationWith(name: string) {
  return until(
    async () => {
      const page = await listConversations(owner, newest, { limit: 50 })
      return must(
        page.items.find((row) => row.contact.name === name),
        `conversation with ${name}`,
      )
    },
    { what: `the conversation with ${name}` },
  )
}

describe.each(['telegram', 'instagram', 'messenger', 'webchat'])('%s', (connector) => {
  it('carries a message in and the answer out, once', async () => {
    const channelId = await channelOf(connector)
    const person = { id: `990${connector.length}0077`, name: `Nora ${connector}` }
    await act({ kind: 'write', channelId, person, text: 'Is this still available?' })

    const conversation = await conversationWith(person.name)
    expect(conversation.preview).toBe('Is this still available?')
    expect(conversation.needsReply).toBe(true)

    await sendReply(owner, { conversationId: conversation.id, text: 'Yes, it is!' })
    const sent = await until(
      async () => {
        const { items } = await listMessages(owner, { conversationId: conversation.id, limit: 10 })
        const message = must(
          items.find((one) => one.text === 'Yes, it is!'),
          'the reply',
        )
        expect(['sent', 'delivered', 'read']).toContain(message.state)
        return message
      },
      { what: 'the reply to be accepted' },
    )
    expect(sent.author).toMatchObject({ kind: 'member', name: owner.actor.name })

    const received = await until(
      async () => {
        const transcript = await readTranscript(owner, { channelId, person: person.id })
        const ours = transcript.filter((entry) => entry.from === 'us' && entry.text === 'Yes, it is!')
        expect(ours).not.toHaveLength(0)
        return ours
      },
      { what: 'the customer to have the answer' },
    )
    expect(received).toHaveLength(1)
    expect((await conversationWith(person.name)).needsReply).toBe(false)
  })
})
