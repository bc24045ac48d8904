import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { markInputDone, readInput } from '#features/chats/index.ts'
import { handleInput } from '../handle-input.ts'

/** Passing failures of ours (a deadlock, the database away) are tried this often before they are told. */
const quietTries = 4

/** Does what a person did in a chat, once, and answers it. A repeat after a crash only answers. */
export const job = defineSystemJob({
  name: 'core/handle-input',
  lane: 'ingest',
  payload: z.object({ inputId: z.uuid() }),
  async run(app, { inputId }, { attempt }) {
    const stored = await readInput(app, inputId)
    if (!stored || stored.done) return
    await handleInput(app, inputId, stored.input, { lastTry: attempt > quietTries })
    await markInputDone(app, inputId)
  },
})
