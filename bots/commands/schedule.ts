import { defineCommand } from '#contracts/command.ts'
import { plan, planArgs } from './parts/plan-command.ts'
import { completePost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'schedule',
  summary: 'Give a post its time: in words, the next free slot, or a repetition',
  scope: 'posts:write',
  args: planArgs,
  order: ['post', 'at'],
  examples: ['schedule 12 tomorrow 9am Berlin', 'schedule 12 slot:next_free'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) => plan(ctx, 'schedule', args),
})
