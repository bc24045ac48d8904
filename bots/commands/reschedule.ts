import { defineCommand } from '#contracts/command.ts'
import { plan, planArgs } from './parts/plan-command.ts'
import { completePost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'reschedule',
  summary: 'Move a post to another time',
  scope: 'posts:write',
  args: planArgs,
  order: ['post', 'at'],
  examples: ['reschedule 12 tomorrow 9am Berlin', 'reschedule 12 slot:next_free'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) => plan(ctx, 'reschedule', args),
})
