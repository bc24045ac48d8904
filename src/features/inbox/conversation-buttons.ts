import type { ReplyButton } from '#contracts/reply.ts'

const run = (label: string, name: string, args: Record<string, string>): ReplyButton => ({
  label,
  command: { name, args },
})

export const openButton = (number: number) => run(`Open #${number}`, 'open', { conversation: String(number) })
export const claimButton = (number: number) =>
  run('Assign to me', 'assign', { conversation: String(number), to: 'me' })
export const giveButton = (number: number): ReplyButton => ({
  ...run('Assign', 'assign', { conversation: String(number) }),
  ask: [{ name: 'to', label: 'Who takes it?', kind: 'line', required: true, hint: 'A name, or nobody' }],
})
export const snoozeButton = (number: number): ReplyButton => ({
  ...run('Snooze', 'snooze', { conversation: String(number) }),
  ask: [
    {
      name: 'until',
      label: 'Until when?',
      kind: 'line',
      required: true,
      value: 'tomorrow 9am',
      hint: 'For example: monday 9am',
    },
  ],
})
export const resolveButton = (number: number) => run('Resolve', 'resolve', { conversation: String(number) })
export const reopenButton = (number: number) => run('Reopen', 'reopen', { conversation: String(number) })
export const webButton = (conversationId: string): ReplyButton => ({
  label: 'Open in the browser',
  path: `/inbox/${conversationId}`,
})
