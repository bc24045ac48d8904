import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { approvalProgress, decide } from '#features/approvals/index.ts'
import type { ApprovalView } from '#features/approvals/index.ts'
import { card } from '#features/posts/index.ts'
import type { PostView } from '#features/posts/index.ts'

/** A person's decision about exactly what the post is now; a card shown earlier is refused by its version. */
export async function decideAbout(
  ctx: CommandCtx,
  post: PostView,
  decision: 'approve' | 'request_changes' | 'reject',
  reason?: string,
): Promise<Reply> {
  const approval = await pendingApproval(ctx, post)
  if ('parts' in approval) return approval
  await decide(ctx, {
    approvalId: approval.id,
    hash: post.hash,
    decision,
    ...(reason === undefined ? {} : { reason }),
  })
  return card.load(ctx, post.id)
}

/** The newest request about a post; where nobody was asked, what to do instead. */
export async function pendingApproval(ctx: CommandCtx, post: PostView): Promise<ApprovalView | Reply> {
  const approval = await approvalProgress(ctx, 'post', post.id)
  if (approval) return approval
  const text = `Nobody was asked to approve #${post.number} yet. Submit it first.`
  return {
    ...reply(
      { kind: 'text', tone: 'warn', text },
      {
        kind: 'buttons',
        buttons: [
          {
            label: 'Submit',
            style: 'primary',
            command: { name: 'submit', args: { post: String(post.number) } },
          },
        ],
      },
    ),
    private: true,
  }
}
