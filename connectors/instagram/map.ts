import type { Received } from '#contracts/connector.ts'
import { parseMeta } from '../_meta/map.ts'

export const parseInstagram = (body: Uint8Array, received: Received) =>
  parseMeta({ object: 'instagram', appIdKeys: ['META_APP_ID', 'INSTAGRAM_APP_ID'] }, body, received)
