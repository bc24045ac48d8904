import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { cancelWaits, finishWait } from '../finish-wait.ts'

interface DueWait {
  orgId: string
  id: string
  conversationId: string
  tries: number
}

const maxTries = 8

/** Does what rules put off, in every organisation. One that fails is tried again after all others. */
export const job = defineSystemJob({
  name: 'rules/finish-waits',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 2_000,
  async run(app, _payload, { signal }) {
    const { rows } = await sql<DueWait>`
      select org_id as "orgId", id, conversation_id as "conversationId", tries from rule_waits
      where state = 'waiting' and due_at <= ${app.clock.now()} order by tries, due_at limit 200`.execute(
      app.systemDb,
    )
    for (const wait of rows) {
      if (signal.aborted) return
      await finish(app, wait)
    }
  },
})

async function finish(app: App, wait: DueWait): Promise<void> {
  const ctx = makeCtx(app, { orgId: wait.orgId, requestId: `wait-${wait.id}` })
  try {
    await finishWait(ctx, wait.id)
  } catch (error) {
    app.log.warn({ err: error, waitId: wait.id, orgId: wait.orgId }, 'what a rule put off failed')
    if (wait.tries + 1 >= maxTries) {
      const reason = 'It failed again and again on our side.'
      await inTransaction(ctx, (tx) => cancelWaits(tx, { id: wait.id }, reason))
      return
    }
    await sql`update rule_waits set tries = tries + 1 where org_id = ${wait.orgId} and id = ${wait.id}`.execute(
      app.systemDb,
    )
  }
}
