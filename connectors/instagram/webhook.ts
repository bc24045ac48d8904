import { metaWebhook } from '../_meta/webhook.ts'

/** Apps with Instagram Login sign with a secret of their own; Meta's pages leave open which, so both count. */
export const webhook = metaWebhook(['META_APP_SECRET', 'INSTAGRAM_APP_SECRET'])
