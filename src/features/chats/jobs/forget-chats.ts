import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const day = 86_400_000
const inputsKeptDays = 3
const copiesKeptDays = 180

/** What people did is kept while the vendor may repeat it; buttons, tokens and questions until they end. */
export const job = defineSystemJob({
  name: 'chats/forget-chats',
  lane: 'slow',
  payload: z.object({}),
  everyMs: 60 * 60_000,
  async run(app, _payload, { signal }) {
    const now = app.clock.now()
    const before = (days: number) => new Date(now.getTime() - days * day)
    await deleteOld(app, 'chat_inputs', sql`received_at < ${before(inputsKeptDays)}`, signal)
    await deleteOld(app, 'chat_answers', sql`at < ${before(inputsKeptDays)}`, signal)
    await deleteOld(app, 'cards', sql`created_at < ${before(copiesKeptDays)}`, signal)
    for (const table of ['card_buttons', 'chat_tokens', 'chat_prompts', 'chat_confirmations'])
      await deleteOld(app, table, sql`expires_at < ${now}`, signal)
  },
})
