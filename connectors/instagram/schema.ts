import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'

/** Instagram Login: `id` belongs to the app, `user_id` is the account that webhooks name. */
export const instagramUser = z.object({
  user_id: vendorId,
  username: z.string(),
  name: z.string().optional(),
})

/** Facebook Login: a Page with the Instagram account behind it. */
export const pageWithInstagram = z.object({
  id: vendorId,
  name: z.string(),
  instagram_business_account: z.object({ id: vendorId, username: z.string().optional() }).optional(),
})

/** Which of the two ways the account was connected; kept in the channel's settings. */
export const instagramSettings = z.object({
  login: z.enum(['instagram', 'facebook']),
  pageId: z.string().optional(),
  username: z.string().optional(),
})

export const instagramFields = [
  'messages',
  'messaging_postbacks',
  'messaging_seen',
  'message_reactions',
  'message_edit',
  'messaging_referral',
]

export const facebookScopes = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata']
