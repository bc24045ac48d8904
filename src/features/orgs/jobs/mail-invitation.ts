import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { roleNames } from '#contracts/scopes.ts'
import { invitationUrl } from '../invitation-token.ts'
import { getOrg } from '../queries.ts'

/** Mails an invitation that is still open. A repeated run sends the same link again, which does no harm. */
export const job = defineJob({
  name: 'orgs/mail-invitation',
  lane: 'tell',
  payload: z.object({ invitationId: z.uuid() }),
  async run(ctx, { invitationId }) {
    const invitation = await ctx.db
      .selectFrom('invitations as i')
      .leftJoin('members as m', (join) =>
        join.onRef('m.org_id', '=', 'i.org_id').onRef('m.id', '=', 'i.invited_by'),
      )
      .select(['i.email', 'i.role', 'm.name as invitedBy'])
      .where('i.org_id', '=', ctx.orgId)
      .where('i.id', '=', invitationId)
      .where('i.accepted_at', 'is', null)
      .where('i.revoked_at', 'is', null)
      .where('i.expires_at', '>', ctx.clock.now())
      .executeTakeFirst()
    if (!invitation) return
    const org = oneLine((await getOrg(ctx)).name)
    const who = oneLine(invitation.invitedBy ?? 'Your team')
    await ctx.mail.send({
      to: invitation.email,
      subject: `${who} invited you to ${org} on Parley`,
      text: `Hello,

${who} invited you to ${org} on Parley, as ${roleNames[invitation.role]}. Join here:

${invitationUrl(ctx, invitationId)}

The link is for this address only and works for seven days. If you do not know what this is about, you need not do anything.
`,
    })
  },
})

/** Names come from people, who may not write lines of the mail. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
