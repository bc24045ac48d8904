import { z } from 'zod'
import type { Actor } from '#contracts/event.ts'
import { defineJob } from '#contracts/job.ts'
import { allScopes } from '#contracts/scopes.ts'
import { importSome } from '../import-csv.ts'

/** Makes the posts of an import, twenty in a transaction, as the person who asked for it. */
export const job = defineJob({
  name: 'calendar/import-rows',
  lane: 'ordinary',
  payload: z.object({
    id: z.uuid(),
    actor: z.custom<Actor>((value) => typeof value === 'object' && value !== null && 'kind' in value),
    memberId: z.uuid().nullable(),
    scopes: z.array(z.string()),
  }),
  key: ({ id }) => id,
  async run(ctx, { id, actor, memberId, scopes }, { signal }) {
    const asAsker = {
      ...ctx,
      actor,
      memberId: memberId ?? undefined,
      scopes: new Set(allScopes.filter((scope) => scopes.includes(scope))),
    }
    while (!signal.aborted && !(await importSome(asAsker, id))) continue
  },
})
