import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { readCard } from '#features/chats/index.ts'

export const command = defineCommand({
  name: 'card',
  summary: 'Show the newest state of something',
  hidden: true,
  scope: undefined,
  args: z.object({
    type: z.string().trim().min(1).max(40).describe('What it is, e.g. conversation'),
    id: z.string().trim().min(1).max(80).describe('Its id'),
  }),
  order: ['type', 'id'],
  examples: ['card conversation 0197…'],
  run: readCard,
})
