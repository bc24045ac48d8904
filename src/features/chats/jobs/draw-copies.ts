import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { drawClaimed } from '../draw-copies.ts'

/** Brings a card's copies in one workspace to its present state. Waiting jobs of one card are one job. */
export const job = defineJob({
  name: 'chats/draw-copies',
  lane: 'tell',
  payload: z.object({
    type: z.string(),
    id: z.string(),
    surface: z.string(),
    sandbox: z.boolean(),
    workspaceId: z.uuid().nullable(),
  }),
  key: ({ type, id, surface, sandbox, workspaceId }) => [type, id, surface, sandbox, workspaceId].join(':'),
  run: drawClaimed,
})
