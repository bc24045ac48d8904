import { z } from '@hono/zod-openapi'
import type { Reply } from './reply.ts'

/** A neutral reply in the API's description. */
export const replySchema = z
  .custom<Reply>((value) => typeof value === 'object' && value !== null && 'parts' in value)
  .openapi('Reply', {
    type: 'object',
    required: ['parts'],
    properties: {
      parts: {
        type: 'array',
        items: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
      },
      private: { type: 'boolean' },
      tone: { type: 'string' },
      card: {
        type: 'object',
        required: ['type', 'id'],
        properties: { type: { type: 'string' }, id: { type: 'string' } },
      },
    },
  })
