import type { Received } from '#contracts/connector.ts'
import { parseMeta } from '../_meta/map.ts'

export const parseMessenger = (body: Uint8Array, received: Received) =>
  parseMeta({ object: 'page', appIdKeys: ['META_APP_ID'] }, body, received)
