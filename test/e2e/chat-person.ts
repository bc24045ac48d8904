import { expect } from 'vitest'
import type { ChatSandbox, ChatSandboxAction, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { must } from '#kernel/assert.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'

type Deed = ChatSandboxAction extends infer A
  ? A extends unknown
    ? Omit<A, 'workspace' | 'user' | 'channel'>
    : never
  : never

export type ChatPerson = ReturnType<typeof chatPerson>

export const wordsOf = (message: ChatSandboxMessage) => JSON.stringify(message.blocks)
export const buttonsOf = ({ blocks }: ChatSandboxMessage) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
export const labelsOf = (message: ChatSandboxMessage) => buttonsOf(message).map(({ label }) => label)

/** One of the people of a chat's sandbox: what they see, and what they do. */
export function chatPerson(program: TestProgram, surface: string, name: string) {
  const chat: ChatSandbox = must(program.app.sandbox?.chat(surface), `sandbox of ${surface}`)
  const demo = chat.workspace('demo')
  const workspace = demo.externalId
  const { id: user } = must(
    demo.people.find((one) => one.name === name),
    name,
  )
  const channelNamed = (label: string) =>
    must(
      demo.channels.find((one) => one.name.replace('#', '') === label),
      `#${label}`,
    ).id
  const direct = demo.direct(user)
  const seen = (channel: string) => chat.messages(workspace, channel, user)

  /** The newest message there that says this. */
  const reads = (
    channel: string,
    words: string,
    more: (message: ChatSandboxMessage) => boolean = () => true,
  ) =>
    until(() => seen(channel).findLast((one) => wordsOf(one).includes(words) && more(one)), {
      what: `${name} to read “${words}” in ${surface}`,
      timeoutMs: 70_000,
    })

  async function act(channel: string, deed: Deed): Promise<void> {
    const done = await chat.act({ workspace, user, channel, ...deed } as ChatSandboxAction)
    expect(done.error).toBeUndefined()
  }

  return {
    chat,
    workspace,
    user,
    direct,
    social: channelNamed('social'),
    support: channelNamed('support'),
    seen,
    reads,
    act,
    /** The same message, once it looks like this. */
    becomes: (channel: string, { id }: ChatSandboxMessage, like: (now: ChatSandboxMessage) => boolean) =>
      until(() => seen(channel).find((one) => one.id === id && like(one)), {
        what: `the card before ${name} in ${surface} to follow`,
        timeoutMs: 70_000,
      }),
    writes: (channel: string, text: string, more: { mention?: boolean; thread?: string } = {}) =>
      act(channel, { kind: 'write', text, ...more }),
    types: (channel: string, text: string) => act(channel, { kind: 'slash', text }),
    async presses(channel: string, message: ChatSandboxMessage, label: string): Promise<void> {
      const button = must(
        buttonsOf(message).find((one) => one.label.startsWith(label))?.id,
        `${label} among ${labelsOf(message).join(', ')}`,
      )
      await act(channel, { kind: 'press', message: message.id, button })
    },
    /** Fills in the form that stands open, the fields in their order. */
    async fillsIn(channel: string, ...said: string[]): Promise<void> {
      const form = await until(() => chat.form(workspace, user), { what: `a form before ${name}` })
      const values = Object.fromEntries(form.fields.map((field, at) => [field.name, said[at] ?? '']))
      await act(channel, { kind: 'submit', values })
    },
  }
}
