import { metaWebhook } from '../_meta/webhook.ts'

export const webhook = metaWebhook(['META_APP_SECRET'])
