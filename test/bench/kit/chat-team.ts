import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Desk } from './desk.ts'

const chats = z.array(
  z.object({
    surface: z.string(),
    people: z.array(z.object({ id: z.string(), direct: z.string() })),
    channels: z.array(z.object({ id: z.string() })),
  }),
)
const done = z.object({ error: z.string().optional() })
const scene = z.object({ messages: z.array(z.object({ from: z.object({ bot: z.boolean() }) })) })
const patienceMs = 40_000

/** Connects every chat that there is, and has somebody type in each until the bot has answered: all SDKs are loaded. */
export async function talkInEveryChat(desk: Desk): Promise<number> {
  const known = await desk.api('GET', '/sandbox/chats', chats)
  for (const { surface } of known)
    await desk.api('POST', '/chats/workspaces/sandbox', z.unknown(), { surface })
  for (const { surface, people, channels } of known) {
    const user = people[0]?.id ?? ''
    const channel = channels[0]?.id ?? ''
    const path = `/sandbox/chats/${surface}`
    const heard = async () => {
      const { error } = await desk.api('POST', `${path}/act`, done, {
        user,
        channel,
        kind: 'slash',
        text: 'help',
      })
      return error === undefined
    }
    const answered = async () => {
      const { messages } = await desk.api(
        'GET',
        `${path}?user=${user}&channel=${encodeURIComponent(channel)}`,
        scene,
      )
      return messages.some((message) => message.from.bot)
    }
    await until(heard, surface)
    await until(answered, surface)
  }
  return known.length
}

async function until(met: () => Promise<boolean>, surface: string): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`Nobody answers in ${surface}`)
    await wait(250)
  }
}
