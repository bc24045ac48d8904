import type { ReplyButton } from '#contracts/reply.ts'

const run = (label: string, name: string, args: Record<string, string>): ReplyButton => ({
  label,
  command: { name, args },
})

export const openButton = (number: number) => run(`Open #${number}`, 'open', { conversation: String(number) })
export const claimButton = (number: number) =>
  run('Assign to me', 'assign', { conversation: String(number), to: 'me' })
export const resolveButton = (number: number) => run('Resolve', 'resolve', { conversation: String(number) })
export const reopenButton = (number: number) => run('Reopen', 'reopen', { conversation: String(number) })
export const webButton = (conversationId: string): ReplyButton => ({
  label: 'Open in the browser',
  path: `/inbox/${conversationId}`,
})
